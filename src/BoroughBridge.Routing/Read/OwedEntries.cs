using System.Threading.Channels;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Routing.Watch;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Read;

/// <summary>
/// Entries that say what did not happen: nobody waits for them, so they are tried again until the log takes them. What is lost with the process
/// shows as an orphan in the reconciliation.
/// </summary>
internal sealed class OwedEntries(LogWriter log, RoutingMeters meters, TimeProvider clock, ILogger<OwedEntries> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private readonly Channel<LogEntry> entries = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(10_000) { SingleReader = true });

    public void Owe(LogEntry entry)
    {
        // Named, so that an attempt whose outcome is not heard and the next do not make two of it.
        if (entries.Writer.TryWrite(entry with { Id = entry.Id ?? Ids.New() })) return;

        meters.EntryUnwritten();
        Log.EntryUnwritten(logger, entry.Keys.Kind);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in entries.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await WrittenAsync(entry)) await Task.Delay(Between, clock, stoppingToken);
        }
    }

    private async Task<bool> WrittenAsync(LogEntry entry)
    {
        try
        {
            await log.AppendAsync(entry, CancellationToken.None);

            return true;
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    }
}
