using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Reading;
using BoroughBridge.DisclosureLog.Reconciling;
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
    /// <param name="part">Whose log it is: <c>routing</c> or an authority's slug.</param>
    /// <param name="options">Section <c>Log</c>.</param>
    /// <param name="dataFolder">The part's data folder, where the reserve of space is held.</param>
    /// <param name="http">Connections to the other parts, mutual TLS.</param>
    /// <param name="prefix">Where a peer's log is read: an address that ends with a slash.</param>
    public static IServiceCollection AddDisclosureLog(
        this IServiceCollection services, string part, LogOptions options, string dataFolder, Func<IServiceProvider, HttpClient> http, Func<string, Uri> prefix)
    {
        services.AddSingleton(new LogPart(part));
        services.AddSingleton(_ => new LogReserve(dataFolder));
        services.AddSingleton<PairableReader>();
        services.AddSingleton(of => new ReconcileRound(
            of.GetRequiredService<PairableReader>(), of.GetRequiredService<PeerLogs>(), of.GetRequiredService<LogAlarms>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PeerLogs([.. options.Peers.Select(peer => PeerLog.Load(peer.Key, peer.Value, prefix(peer.Key)))], http(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Witness>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Cosignatures>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WitnessJudge>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WitnessRound>(provider, options));
        services.AddSingleton(of => new LogAlarms(
            of.GetRequiredService<TimeProvider>(), of.GetRequiredService<ILogger<LogAlarms>>(), of.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), of.GetRequiredService<LogReserve>()));
        services.AddSingleton(provider => new LogWriter(
            provider.GetRequiredService<Database>(), options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LogWriter>>(),
            provider.GetRequiredService<LogAlarms>()));
        services.AddSingleton(provider => new LogCheckpoints(provider.GetRequiredService<Database>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LogTiles>();
        services.AddSingleton<LogReader>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<CheckpointClock>(provider, options));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<LogWatch>(provider, options));
        if (options.Peers.Count == 0) return services;

        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<WitnessClock>(provider, options));
        services.AddHostedService<ReconcileClock>();

        return services;
    }
}
