using BoroughBridge.DisclosureLog.Alarms;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>Whether our own log is witnessed: an alarm where it is not for too long, a stop of new disclosures where the agreement says so.</summary>
internal sealed class WitnessJudge(Cosignatures cosignatures, PeerLogs peers, LogAlarms alarms, LogOptions options, TimeProvider clock)
{
    private const string Unwitnessed = "log-unwitnessed";
    private const string Disagreement = "log-disagreement";

    public async Task JudgeAsync(CancellationToken ct)
    {
        var rules = options.Witnessing;
        var disagrees = await cosignatures.DisagreesAsync(ct);
        if (disagrees) alarms.Raise(Disagreement, "two-histories");
        else alarms.Clear(Disagreement);

        var silence = await SilenceAsync(ct);
        if (silence >= TimeSpan.FromMinutes(rules.AlarmMinutes)) alarms.Raise(Unwitnessed, "no-witness");
        else alarms.Clear(Unwitnessed);

        alarms.StopCode = disagrees && rules.StopOnDisagreement ? Disagreement
            : rules.StopHours > 0 && silence >= TimeSpan.FromHours(rules.StopHours) ? Unwitnessed
            : null;
    }

    // How long fewer witnesses than needed have been heard of.
    private async Task<TimeSpan> SilenceAsync(CancellationToken ct)
    {
        var needed = options.Witnessing.Needed;
        if (needed == 0 || peers.All.Count == 0 || await cosignatures.BegunAsync(ct) is not { } begun) return TimeSpan.Zero;
        var heard = await cosignatures.HeardAsync(ct);
        var times = peers.All.Select(peer => heard.GetValueOrDefault(peer.Origin, begun)).OrderDescending().ToArray();
        var enough = needed <= times.Length ? times[needed - 1] : begun;

        return clock.GetUtcNow() - enough;
    }
}
