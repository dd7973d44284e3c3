using BoroughBridge.Contracts.Streams;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Telling;

/// <summary>Both streams: this holder's to routing, and routing's towards this holder.</summary>
internal static class TellingServices
{
    private const string Routing = "routing";

    public static IServiceCollection AddTelling(this IServiceCollection services, HoldingOptions options)
    {
        services.AddSingleton(provider => new StreamWriter(
            provider.GetRequiredService<Database>(), StreamNames.FromHolder(options.Authority), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamWriter>>()));
        services.AddSingleton<FactBook>();
        services.AddSingleton<AllocationDesk>();
        services.AddSingleton<AnswersFromRouting>();
        services.AddSingleton(provider => RoutingClient(provider, options));
        if (options.Profile == TransportProfile.Brokered) services.AddCarryLink(Routing, options.Broker!);
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

    private static HttpClient RoutingClient(IServiceProvider provider, HoldingOptions options) => options.Profile == TransportProfile.Brokered
        ? new(provider.GetRequiredService<CarryLink>().Handler()) { BaseAddress = RoutingAddress(options), Timeout = TimeSpan.FromMinutes(2) }
        : new(MutualTls.Caller(options.Trust)) { BaseAddress = RoutingAddress(options), Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Routing's record endpoint; what the broker carries has no address, and a name that can be none stands for it.</summary>
    public static Uri RoutingAddress(HoldingOptions options) => new(options.Profile == TransportProfile.Brokered ? "https://routing.invalid/" : options.RoutingRecordUrl);
}
