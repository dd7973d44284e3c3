using BoroughBridge.Contracts;
using BoroughBridge.Streams.Carry;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Streams.Carry;

public sealed class OneUseTests
{
    [Test]
    public void An_id_is_used_once_until_it_has_expired()
    {
        var clock = new FakeTimeProvider();
        var used = new OneUse(clock);
        var (id, until) = (Ids.New(), clock.GetUtcNow().AddSeconds(32));

        Assert.That(used.TryUse(id, until), Is.True);
        Assert.That(used.TryUse(id, until), Is.False);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(used.TryUse(id, until), Is.False);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(used.TryUse(id, until), Is.True, "forgotten, and by then out of its time");
    }
}
