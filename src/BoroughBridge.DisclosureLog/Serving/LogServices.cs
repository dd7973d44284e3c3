using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Reading;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Witnessing;
using BoroughBridge.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.DisclosureLog.Serving;

/// <summary>Wiring of one part's log into its container: <see cref="Database"/> and <see cref="TimeProvider"/> are the part's own.</summary>
public static class LogServices
{
    /// <summary>Adds the log. Its background work starts after what was added before, which must bring the schema.</summary>
    /// <param name="services">The part's container.</param>
    /// <param name="options">Section <c>Log</c>.</param>
    /// <param name="http">Connections to the other parts, mutual TLS.</param>
    /// <param name="prefix">Where a peer's log is read: an address that ends with a slash.</param>
    public static IServiceCollection AddDisclosureLog(
        this IServiceCollection services, LogOptions options, Func<IServiceProvider, HttpClient> http, Func<string, Uri> prefix)
    {
        services.AddSingleton(provider => new PeerLogs([.. options.Peers.Select(peer => PeerLog.Load(peer.Key, peer.Value, prefix(peer.Key)))], http(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Witness>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Cosignatures>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WitnessJudge>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WitnessRound>(provider, options));
        services.AddSingleton<LogAlarms>();
        services.AddSingleton(provider => new LogWriter(
            provider.GetRequiredService<Database>(), options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LogWriter>>(),
            provider.GetRequiredService<LogAlarms>()));
        services.AddSingleton(provider => new LogCheckpoints(provider.GetRequiredService<Database>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LogTiles>();
        services.AddSingleton<LogReader>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<CheckpointClock>(provider, options));
        if (options.Peers.Count > 0) services.AddHostedService(provider => ActivatorUtilities.CreateInstance<WitnessClock>(provider, options));

        return services;
    }
}
