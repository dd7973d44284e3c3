using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Tools;
using BoroughBridge.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>Looks at the drop folder and works on what is received, side by side, until stopped. What fails is tried again; nothing ends it but a stop.</summary>
internal sealed class PaperWorker(
    Database database, PaperIntake intake, PaperPipeline pipeline, FileRows files, PageRows pages, ToolBox tools, PaperMetrics metrics, PaperOptions options, TimeProvider clock,
    ILogger<PaperWorker> logger) : BackgroundService
{
    private readonly DropFolder drop = new(options.DropFolder, TimeSpan.FromSeconds(options.StillSeconds), clock);
    private FileStream? ownership;
    private bool waitingForTools;
    private int leftOut;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ApplySchemaAsync(typeof(PaperWorker).Assembly, cancellationToken);
        intake.Prepare();
        ownership = Own();
        if (!tools.CutOff) Log.NotCutOff(logger);
        await intake.RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        ownership?.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(TakeAsync(stoppingToken), WorkAsync(stoppingToken));

    // Two on one work folder would each tidy away what the other has open. The system lets go of the lock of a process that is killed.
    private FileStream Own()
    {
        try
        {
            return new FileStream(Path.Combine(options.WorkFolder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidOperationException("Paper:WorkFolder is in use by another process");
        }
    }

    private async Task TakeAsync(CancellationToken ct)
    {
        while (await PauseAsync(ct))
        {
            try
            {
                await intake.GoOnAsync(ct);
                foreach (var path in drop.Arrived()) await intake.TakeAsync(path, ct);
                WatchLeftOut();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.DropFolderFailed(logger, fault.GetType().Name);
            }
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        var running = new Dictionary<string, Task>();
        while (await PauseAsync(ct))
        {
            try
            {
                foreach (var ended in running.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToArray()) running.Remove(ended);
                if (ToolsAreThere()) await StartAsync(running, ct);
                await WatchLedgerAsync(ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.DropFolderFailed(logger, fault.GetType().Name);
            }
        }

        await Task.WhenAll(running.Values).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // A file of 2,000 pages does not keep the one-page letter behind it waiting.
    private async Task StartAsync(Dictionary<string, Task> running, CancellationToken ct)
    {
        // An index handed over a moment after its scan is still in time.
        var settled = clock.GetUtcNow() - TimeSpan.FromSeconds(options.StillSeconds);
        foreach (var file in (await files.PendingAsync(ct)).Where(file => file.Received <= settled))
        {
            if (running.Count >= options.Workers * 2) return;
            if (running.ContainsKey(file.Id)) continue;

            running.Add(file.Id, Task.Run(() => pipeline.WorkOnAsync(file, ct), ct));
        }
    }

    private bool ToolsAreThere()
    {
        var missing = tools.Missing();
        if (missing.Count > 0 && !waitingForTools) Log.ToolsMissing(logger, string.Join(' ', missing.Select(tool => tool.Package).Distinct()));
        if (missing.Count == 0 && waitingForTools) Log.ToolsFound(logger);
        waitingForTools = missing.Count > 0;

        return !waitingForTools;
    }

    private void WatchLeftOut()
    {
        if (drop.LeftOut != leftOut && drop.LeftOut > 0) Log.NotTaken(logger, drop.LeftOut);
        leftOut = drop.LeftOut;
    }

    private async Task WatchLedgerAsync(CancellationToken ct)
    {
        var ledger = await pages.LedgerAsync(ct);
        metrics.Ledger = ledger;
        if (ledger.Balance != 0) Log.Imbalance(logger, ledger.Balance);
    }

    private async Task<bool> PauseAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(options.PollSeconds), clock, ct);

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
