using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BoroughBridge.Trust;

/// <summary>Wiring of the trust parts into one role's container.</summary>
public static class TrustServices
{
    /// <summary>
    /// Adds <see cref="TrustBundle"/> and <see cref="UserTokens"/> for the options; <see cref="TimeProvider"/> is the caller's. Keys are read at once.
    /// </summary>
    /// <exception cref="TrustConfigurationException">A setting cannot be used.</exception>
    public static IServiceCollection AddTrust(this IServiceCollection services, TrustOptions trust)
    {
        services.AddSingleton(TrustBundle.Load(trust));

        return services.AddUserTokens(trust);
    }

    /// <summary>Adds <see cref="UserTokens"/> alone, with the HTTP client it reaches the providers by: no redirects, no cookies.</summary>
    public static IServiceCollection AddUserTokens(this IServiceCollection services, TrustOptions trust)
    {
        services.AddHttpClient(UserTokens.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                MaxResponseHeadersLength = 16,
            });
        services.TryAddSingleton(provider =>
            new UserTokens(trust, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));

        return services;
    }
}
