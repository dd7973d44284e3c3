using BoroughBridge.DisclosureLog.Alarms;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>Looks at every peer's log when it is time, and judges whether our own is witnessed as the agreement wants.</summary>
internal sealed class WitnessClock(WitnessRound round, WitnessJudge judge, PeerLogs peers, LogAlarms alarms, LogOptions options, TimeProvider clock) : BackgroundService
{
    private const string Alarm = "log-witnessing";

    /// <summary>Judged before anything is served: a restart gives nobody a fresh day.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await JudgedAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                foreach (var peer in peers.All) await round.LookAsync(peer, stoppingToken);
                alarms.Clear(Alarm);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                alarms.Raise(Alarm, e is LogUnavailableException unavailable ? unavailable.Code : e.GetType().Name);
            }

            await JudgedAsync(stoppingToken);
            await Task.Delay(TimeSpan.FromSeconds(options.Witnessing.PollSeconds), clock, stoppingToken);
        }
    }

    private async Task JudgedAsync(CancellationToken ct)
    {
        try
        {
            await judge.JudgeAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            alarms.Raise(Alarm, e is LogUnavailableException unavailable ? unavailable.Code : e.GetType().Name);
        }
    }
}
