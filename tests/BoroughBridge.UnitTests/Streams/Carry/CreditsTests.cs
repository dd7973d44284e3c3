using BoroughBridge.Streams.Carry;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Streams.Carry;

public sealed class CreditsTests
{
    [Test]
    public async Task A_window_is_sent_ahead_and_no_frame_more_until_one_is_read()
    {
        using var credits = new Credits(3);

        Assert.That(await TakenAsync(credits), Is.EqualTo(2), "the first frame needs none");
        Assert.That(credits.Grant(Credits.Bytes(5)), Is.True);
        Assert.That(await TakenAsync(credits), Is.EqualTo(2));
    }

    [Test]
    public async Task What_is_granted_twice_counts_once()
    {
        using var credits = new Credits(2);
        await TakenAsync(credits);

        Assert.That(credits.Grant(Credits.Bytes(3)) && credits.Grant(Credits.Bytes(3)), Is.True);
        Assert.That(await TakenAsync(credits), Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    [TestCase(long.MinValue)]
    public void Less_than_before_or_more_than_any_window_is_no_grant(long granted)
    {
        using var credits = new Credits(2);

        Assert.That(credits.Grant(Credits.Bytes(granted)), Is.False);
        Assert.That(credits.Grant([1, 2, 3]), Is.False);
    }

    private static async Task<int> TakenAsync(Credits credits)
    {
        var taken = 0;
        while (await credits.TakeAsync(TimeSpan.Zero, default)) taken++;

        return taken;
    }
}
