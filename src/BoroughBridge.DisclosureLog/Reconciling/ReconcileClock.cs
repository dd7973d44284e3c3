using BoroughBridge.DisclosureLog.Alarms;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>Reconciles every few minutes: an orphan is raised within fifteen minutes of being one.</summary>
internal sealed class ReconcileClock(ReconcileRound round, LogAlarms alarms, LogPart part, TimeProvider clock) : BackgroundService
{
    private const string Alarm = "log-reconcile";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Every, clock, stoppingToken);
            try
            {
                await round.RunAsync(part.Name, stoppingToken);
                alarms.Clear(Alarm);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                alarms.Raise(Alarm, e.GetType().Name);
            }
        }
    }
}

/// <summary>The part whose log this is: <c>routing</c> or an authority's slug.</summary>
internal sealed record LogPart(string Name);
