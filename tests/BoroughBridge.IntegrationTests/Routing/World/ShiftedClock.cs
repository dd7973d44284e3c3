namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>The system's clock and timers, set forward or back by a test.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref shift));

    public void Shift(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);
}
