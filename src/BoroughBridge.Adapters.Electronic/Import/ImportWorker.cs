using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Looks at the ICS for as long as the holding runs. Whatever goes wrong is noted and tried again; nothing of it stops the holding.</summary>
internal sealed class ImportWorker(Database database, Poll poll, ImportStatus status, ElectronicOptions options, ILogger<ImportWorker> logger, TimeProvider clock) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ApplySchemaAsync(typeof(ImportWorker).Assembly, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            await OnceAsync(stoppingToken);
            await Task.Delay(TimeSpan.FromSeconds(options.PollSeconds), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OnceAsync(CancellationToken ct)
    {
        try
        {
            await poll.RunAsync(ct);
            if (status.Succeeded()) ElectronicLog.Back(logger);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: the cursor stands where all before it was read.
        }
        catch (IcsUnavailableException e)
        {
            if (status.Failed(e.Message)) ElectronicLog.Unavailable(logger, e.Message);
        }
        catch (Exception e)
        {
            // The store, the log or the key is away, or we are wrong: its name says which, its text might say too much.
            if (status.Failed(e.GetType().Name)) ElectronicLog.Failed(logger, e.GetType().Name);
        }
    }
}
