using BoroughBridge.Agreements;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Telling;

/// <summary>Both streams: this holder's to routing, and routing's towards this holder.</summary>
internal static class TellingServices
{
    public static IServiceCollection AddTelling(this IServiceCollection services, HoldingOptions options)
    {
        services.AddSingleton(provider => new StreamWriter(
            provider.GetRequiredService<Database>(), StreamNames.FromHolder(options.Authority), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamWriter>>()));
        services.AddSingleton<FactBook>();
        services.AddSingleton(provider =>
        {
            var (stream, quick) = (provider.GetRequiredService<StreamWriter>(), provider.GetRequiredService<QuickTelling>());

            return new AgreementPlace(options.Authority, Party.Holder, options.Authority, [.. options.Trust.IdentityProviders.Keys], _ => stream) { Stopped = quick.AgreementStopped };
        });
        services.AddSingleton<AgreementBook>();
        services.AddSingleton<QuickTelling>();
        services.AddHostedService(provider => provider.GetRequiredService<QuickTelling>());
        services.AddSingleton<Independence>();
        services.AddSingleton<ManagersView>();
        services.AddSingleton<AllocationDesk>();
        services.AddSingleton<AnswersFromRouting>();
        services.AddSingleton(provider => new HttpClient(MutualTls.Caller(options.Trust)) { BaseAddress = new(options.RoutingRecordUrl), Timeout = TimeSpan.FromMinutes(2) });
        services.AddSingleton(provider => new StreamFollower(
            provider.GetRequiredService<Database>(),
            StreamNames.ToHolder(options.Authority),
            HttpStreamSource.OfRouting(provider.GetRequiredService<HttpClient>(), options.Authority), provider.GetRequiredService<AnswersFromRouting>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StreamMeters>(), provider.GetRequiredService<ILogger<StreamFollower>>()));
        services.AddSingleton<StreamMeters>();

        return services
            .AddStreamPublisher(provider => provider.GetRequiredService<StreamWriter>(), options.Broker)
            .AddStreamReader(provider => provider.GetRequiredService<StreamFollower>(), options.Broker);
    }
}
