using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Streams;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamFollowerTests(DatabaseKind kind)
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
        await follower.CatchUpAsync(default);
    }

    [TearDown]
    public async Task Drop()
    {
        await publisher.DisposeAsync();
        await reader.DisposeAsync();
    }

    [Test]
    public async Task What_is_received_in_order_is_applied_without_asking()
    {
        var asked = source.Asked;

        foreach (var entry in await publisher.TellAsync([child, child])) await follower.ReceiveAsync([entry], default);

        await reader.MustAgreeWith(publisher);
        Assert.That((source.Asked, (await follower.PositionAsync(default)).Number), Is.EqualTo((asked, 2L)));
    }

    [Test]
    public async Task A_repeat_is_ignored()
    {
        var told = await publisher.TellAsync([child, child]);

        await follower.ReceiveAsync([told[0], told[1], told[0]], default);
        await follower.ReceiveAsync([told[0]], default);

        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task A_gap_is_held_back_and_pulled()
    {
        var told = await publisher.TellAsync([child, child, child, child]);

        await follower.ReceiveAsync([told[0], told[3]], default);

        await reader.MustAgreeWith(publisher);
        Assert.That((await follower.StatusAsync(default)).Gaps, Is.Zero);
    }

    [Test]
    public async Task Nothing_after_a_gap_is_applied_while_the_publisher_is_silent()
    {
        var told = await publisher.TellAsync([child, child, child]);
        source.Before = () => throw new HttpRequestException("down");

        Assert.ThrowsAsync<HttpRequestException>(() => follower.ReceiveAsync([told[0], told[2]], default));

        var status = await follower.StatusAsync(default);
        Assert.That((status.Applied, status.Head, status.Gaps), Is.EqualTo((1L, 3L, 1)));
        Assert.That(status.OldestUnpublishedSeconds, Is.Not.Null);
    }

    [Test]
    public async Task More_than_a_page_is_pulled_to_the_end()
    {
        await publisher.TellAsync([.. Enumerable.Repeat(child, StreamWriter.MostEntries + 20)]);

        Assert.That(await follower.CatchUpAsync(default), Is.EqualTo(StreamWriter.MostEntries + 20));

        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task A_forged_entry_is_never_applied()
    {
        var told = await publisher.TellAsync(child);
        var forged = told with { Subject = Ids.New() };

        await follower.ReceiveAsync([forged], default);

        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task An_entry_the_publisher_does_not_know_is_given_back()
    {
        var told = await publisher.TellAsync(child);
        await follower.ReceiveAsync([told], default);
        var invented = StreamEntry.Following(
            told.Source, told.Streamepoch, 9, told.Streamhash, told.As<BoroughBridge.Contracts.Events.DocumentWithdrawn>(), TimeProvider.System.GetUtcNow());

        var next = await publisher.TellAsync(child);

        Assert.That(await follower.ReceiveAsync([invented, next], default), Is.EqualTo(new[] { invented }));
        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task Poison_is_parked_its_child_closed_and_the_stream_goes_on()
    {
        var other = Ids.New();
        var told = new List<StreamEntry> { await publisher.TellAsync(other), await publisher.TellAsync(child, "purged"), await publisher.TellAsync(other) };

        await follower.ReceiveAsync(told, default);

        var position = await follower.PositionAsync(default);
        Assert.That((position.Number, position.Parked), Is.EqualTo((3L, 1)));
        Assert.That(await reader.ClosedAsync(), Is.EqualTo(new[] { child }));
        Assert.That((await reader.FactsAsync()).Select(fact => fact.ChildRef), Is.EqualTo(new[] { other, other }));
    }

    [Test]
    public async Task What_fails_again_and_again_is_parked_and_what_stands_before_it_is_not_held_up()
    {
        var other = Ids.New();
        var told = new List<StreamEntry> { await publisher.TellAsync(other), await publisher.TellAsync(child, "sealed"), await publisher.TellAsync(other) };

        for (var attempt = 1; attempt < 5; attempt++)
        {
            Assert.ThrowsAsync<KeyNotFoundException>(() => follower.ReceiveAsync(told, default));
            Assert.That((await follower.PositionAsync(default)).Number, Is.EqualTo(1));
        }

        await follower.ReceiveAsync(told, default);

        Assert.That((await follower.PositionAsync(default)) is { Number: 3, Parked: 1 }, Is.True);
        Assert.That(await reader.ClosedAsync(), Is.EqualTo(new[] { child }));
    }

    [Test]
    public async Task A_passing_failure_is_never_parked_and_leaves_nothing_half_done()
    {
        var told = await publisher.TellAsync([child, child]);
        reader.Around = (entry, _, after) => after && entry.Streamnumber == 2 ? throw new TimeoutException() : Task.CompletedTask;
        for (var i = 0; i < 8; i++) Assert.ThrowsAsync<TimeoutException>(() => follower.ReceiveAsync(told, default));
        Assert.That(await reader.FactsAsync(), Is.Empty);

        reader.Around = (_, _, _) => Task.CompletedTask;
        await follower.ReceiveAsync(told, default);

        await reader.MustAgreeWith(publisher);
        Assert.That((await follower.PositionAsync(default)).Parked, Is.Zero);
    }

    [Test]
    public async Task A_resync_opens_what_was_closed()
    {
        await follower.ReceiveAsync([await publisher.TellAsync(child, "purged")], default);

        await follower.ResyncAsync(default);

        Assert.That(await reader.ClosedAsync(), Is.Empty);
        Assert.That((await follower.PositionAsync(default)).Parked, Is.Zero);
        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task A_new_epoch_forces_a_resync_and_leftovers_of_the_old_one_change_nothing()
    {
        var old = await publisher.TellAsync([child, child]);
        await publisher.Writer.NewEpochAsync(default);
        var after = await publisher.TellAsync(child);

        await follower.ReceiveAsync([after], default);
        await follower.ReceiveAsync(old, default);

        await reader.MustAgreeWith(publisher);
        Assert.That((await follower.PositionAsync(default)).Epoch, Is.EqualTo(after.Streamepoch));
    }

    [Test]
    public async Task A_lost_delivery_is_pulled_once_nothing_has_moved_between_two_comparisons()
    {
        await follower.CompareAsync(default);
        await publisher.TellAsync([child, child]);

        await follower.CompareAsync(default);

        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task Two_followers_of_one_database_keep_one_order()
    {
        await using var otherProcess = new Database(reader.Options);
        var other = reader.Follow(source, otherProcess);
        var told = await publisher.TellAsync([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? child : Ids.New())]);

        await Task.WhenAll(told.Select((entry, i) => Task.Run(() => (i % 2 == 0 ? follower : other).ReceiveAsync([entry, told[(i * 7) % 60]], default))));

        await reader.MustAgreeWith(publisher);
    }
}
