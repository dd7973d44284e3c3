using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams.Carry;

/// <summary>Puts brokered links to work in a part's container: none, or one for each peer whose profile is brokered.</summary>
public static class CarryWiring
{
    /// <summary>A link to this peer.</summary>
    public static IServiceCollection AddCarryLink(this IServiceCollection services, string peer, BrokerOptions broker)
    {
        services.AddKeyedSingleton(peer, (all, _) => new CarryLink(
            peer, broker, all.GetRequiredService<TrustBundle>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<CarryLink>>(), all.GetService<StreamMeters>()));
        services.AddSingleton(all => all.GetRequiredKeyedService<CarryLink>(peer));

        return services.AddSingleton<IHostedService>(all => all.GetRequiredKeyedService<CarryLink>(peer));
    }

    /// <summary>All that follows in the pipeline answers what is carried too. Call first.</summary>
    public static void UseCarried(this WebApplication app) => app.Use(next =>
    {
        foreach (var link in app.Services.GetServices<CarryLink>()) link.Serve(next, app.Services);

        return next;
    });
}
