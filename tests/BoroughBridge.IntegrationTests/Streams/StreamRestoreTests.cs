using BoroughBridge.Contracts;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>"A restored backup of a holder or of routing: a new epoch, a resync, no event silently dropped."</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamRestoreTests(DatabaseKind kind)
{
    private readonly string child = Ids.New();
    private PublisherSide publisher = null!;
    private ReaderSide reader = null!;
    private DirectSource source = null!;
    private StreamFollower follower = null!;

    [SetUp]
    public async Task Make()
    {
        publisher = await PublisherSide.NewAsync(kind);
        reader = await ReaderSide.NewAsync(kind);
        source = new DirectSource(publisher);
        follower = reader.Follow(source);
        await publisher.TellAsync([child, child, child]);
        await follower.CatchUpAsync(default);
    }

    [TearDown]
    public async Task Drop()
    {
        await publisher.DisposeAsync();
        await reader.DisposeAsync();
    }

    [TestCase(0, TestName = "A_restored_publisher_that_says_nothing_new_is_followed_back")]
    [TestCase(1, TestName = "A_restored_publisher_that_is_still_behind_is_followed")]
    [TestCase(2, TestName = "A_restored_publisher_that_stands_at_the_same_number_is_followed")]
    [TestCase(9, TestName = "A_restored_publisher_that_is_ahead_again_is_followed")]
    public async Task Restored(int toldAfter)
    {
        await using var restored = await publisher.RestoredAsync();
        await publisher.TellAsync([child, child]);
        await follower.CatchUpAsync(default);
        var before = (await follower.PositionAsync(default)).Epoch;

        source.Becomes(restored);
        for (var i = 0; i < toldAfter; i++) await restored.TellAsync(Ids.New());
        await follower.CompareAsync(default);

        var after = await follower.PositionAsync(default);
        await reader.MustAgreeWith(restored);
        Assert.That(after.Epoch, Is.Not.EqualTo(before));

        await restored.TellAsync(child);
        Assert.That(await follower.CatchUpAsync(default), Is.EqualTo(1));
        await reader.MustAgreeWith(restored);
    }

    [Test]
    public async Task An_entry_of_a_restored_publisher_that_looks_like_a_repeat_raises_a_doubt_that_is_settled_by_asking()
    {
        await using var restored = await publisher.RestoredAsync();
        await publisher.TellAsync([child, child]);
        await follower.CatchUpAsync(default);
        source.Becomes(restored);
        var doubt = follower.DoubtSeen;

        await follower.ReceiveAsync([await restored.TellAsync(child)], default);

        Assert.That(doubt.IsCompleted, Is.True);
        await follower.CompareAsync(default);
        await reader.MustAgreeWith(restored);
    }

    [Test]
    public async Task A_restored_publisher_whose_entries_arrive_beyond_the_old_head_is_followed()
    {
        await using var restored = await publisher.RestoredAsync();
        await publisher.TellAsync(child);
        await follower.CatchUpAsync(default);
        source.Becomes(restored);
        var told = await restored.TellAsync([child, child, child]);

        await follower.ReceiveAsync(told, default);

        await reader.MustAgreeWith(restored);
    }

    [Test]
    public async Task A_restored_reader_takes_again_what_it_had_applied_since()
    {
        await using var restored = await reader.RestoredAsync();
        await publisher.TellAsync([child, child]);
        await follower.CatchUpAsync(default);
        var epoch = (await follower.PositionAsync(default)).Epoch;
        var again = restored.Follow(source);

        await again.ReceiveAsync([await publisher.TellAsync(child)], default);

        await restored.MustAgreeWith(publisher);
        Assert.That((await again.PositionAsync(default)).Epoch, Is.EqualTo(epoch));
    }

    [Test]
    public async Task The_operators_new_epoch_is_followed()
    {
        await publisher.TellAsync(child);
        await publisher.Writer.NewEpochAsync(default);

        await follower.CompareAsync(default);

        await reader.MustAgreeWith(publisher);
    }
}
