using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Routing.Read;

/// <summary>A decision made a moment ago, made anew from the store once it is half a second old: what ends an access ends an open stream (EDGE-15).</summary>
/// <param name="madeAt">Timestamp of the clock before the facts were read.</param>
/// <param name="again">Decides anew about one of the things.</param>
/// <param name="clock">Now.</param>
internal sealed class StandingDecision(long madeAt, Func<ThingDisclosed, CancellationToken, Task<bool>> again, TimeProvider clock)
{
    private static readonly TimeSpan Holds = TimeSpan.FromMilliseconds(500);
    private long at = madeAt;

    /// <summary>Whether it still stands for this thing.</summary>
    public async ValueTask<bool> StandsAsync(ThingDisclosed thing, CancellationToken ct)
    {
        if (clock.GetElapsedTime(at) < Holds) return true;
        at = clock.GetTimestamp();

        return await again(thing, ct);
    }
}
