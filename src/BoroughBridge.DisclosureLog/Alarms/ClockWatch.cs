namespace BoroughBridge.DisclosureLog.Alarms;

/// <summary>
/// Whether the wall clock goes as the machine's own does. A jump of more than two seconds, either way, makes it unsteady for a minute: grants,
/// tokens and entries all rest on it. Slow correction is no jump.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private readonly Lock gate = new();
    private long seenAt = clock.GetTimestamp();
    private DateTimeOffset seen = clock.GetUtcNow();
    private long? jumpedAt;

    public bool IsUnsteady()
    {
        lock (gate)
        {
            var before = clock.GetTimestamp();
            var now = clock.GetUtcNow();
            var stamp = clock.GetTimestamp();
            // The two clocks were not read at one moment: a busy machine is no jump.
            if (clock.GetElapsedTime(before, stamp) > Glance) return IsSettling(stamp);
            if ((now - seen - clock.GetElapsedTime(seenAt, stamp)).Duration() > LogStore.Skew) jumpedAt = stamp;
            (seenAt, seen) = (stamp, now);

            return IsSettling(stamp);
        }
    }

    private bool IsSettling(long stamp) => jumpedAt is { } jumped && clock.GetElapsedTime(jumped, stamp) < Settled;
}
