using BoroughBridge.Agreements;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Serving;

/// <summary>Readies the store before anything else of the holding starts: schema, keys, log, and what a crash left in the vault.</summary>
internal sealed class HoldingStart(
    Database database, LookupKey lookup, LogWriter log, VaultSweep sweep, HoldingOptions options, TimeProvider clock, ILogger<HoldingStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ApplySchemaAsync(typeof(Streams.StreamFollower).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(LogWriter).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(HoldingStart).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(AgreementBook).Assembly, cancellationToken);
        await AgreementSeeds.PlantAsync(options.Agreements, database, clock, cancellationToken);
        await lookup.OpenAsync(cancellationToken);
        try
        {
            await log.StartAsync(cancellationToken);
        }
        catch (LogUnavailableException e)
        {
            throw new ConfigurationRefusedException("Log", e.Message);
        }

        HoldingLog.Ready(logger, options.Authority, await sweep.RunAsync(cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
