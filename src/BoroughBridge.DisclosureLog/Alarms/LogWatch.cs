using System.Data.Common;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.DisclosureLog.Alarms;

/// <summary>
/// Looks every few seconds whether an entry could be written, also while nobody reads: key, file, head, table, disk and clock. What is wrong is an
/// alarm within seconds, and is mended nowhere but by an operator.
/// </summary>
internal sealed class LogWatch(LogWriter log, LogAlarms alarms, LogReserve reserve, LogOptions options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Tell("log-clock", log.IsClockUnsteady() ? "jumped" : null);
            Tell("log-disk", Disk());
            Tell("log-store", await StoreAsync(stoppingToken));
            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    private void Tell(string alarm, string? code)
    {
        if (code is null) alarms.Clear(alarm);
        else alarms.Raise(alarm, code);
    }

    private string? Disk()
    {
        try
        {
            reserve.Hold();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "reserve-not-held";
        }

        return reserve.Fault();
    }

    private async Task<string?> StoreAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.WriteTimeoutSeconds));
        try
        {
            await log.ProbeAsync(limit.Token).WaitAsync(limit.Token);

            return null;
        }
        catch (LogUnavailableException e)
        {
            return e.Code;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e is DbException or OperationCanceledException ? "not-writable" : e.GetType().Name;
        }
    }
}
