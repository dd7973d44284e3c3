using System.Data.Common;
using BoroughBridge.DisclosureLog.Alarms;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>Signs a checkpoint whenever one is due, and raises an alarm while none can be signed.</summary>
internal sealed class CheckpointClock(LogCheckpoints checkpoints, LogAlarms alarms, LogOptions options, TimeProvider clock) : BackgroundService
{
    private const string Alarm = "log-checkpoint";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await checkpoints.LatestAsync(stoppingToken);
                alarms.Clear(Alarm);
            }
            catch (LogUnavailableException e)
            {
                alarms.Raise(Alarm, e.Code);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                alarms.Raise(Alarm, e is DbException ? "log-store" : e.GetType().Name);
            }

            await Task.Delay(TimeSpan.FromSeconds(options.CheckpointSeconds), clock, stoppingToken);
        }
    }
}
