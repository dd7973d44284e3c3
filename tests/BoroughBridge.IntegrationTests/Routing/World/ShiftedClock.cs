namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>The system's clock and timers, set forward or back by a test, as if time itself had passed: the monotonic clock goes with it.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref shift));

    public override long GetTimestamp() => System.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref shift)).TotalSeconds * TimestampFrequency);

    public void Shift(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);
}
