using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Streams;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamWriterTests(DatabaseKind kind)
{
    private readonly string child = Ids.New();
    private PublisherSide publisher = null!;

    private StreamWriter Writer => publisher.Writer;

    [SetUp]
    public async Task Make() => publisher = await PublisherSide.NewAsync(kind);

    [TearDown]
    public async Task Drop() => await publisher.DisposeAsync();

    [Test]
    public async Task Entries_are_a_chain_from_one_and_come_back_as_they_were_appended()
    {
        var told = await publisher.TellAsync([child, child, child]);

        var page = await Writer.PageAsync(null, 1, 500, default);

        Assert.That(page.Entries.Select(entry => entry.Streamnumber), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(page.Entries.Select(entry => entry.Streamhash), Is.EqualTo(told.Select(entry => entry.Streamhash)));
        Assert.That(page.Entries.Select(entry => entry.Streamprevious), Is.EqualTo(new[] { StreamEntry.NoHash, told[0].Streamhash, told[1].Streamhash }));
        Assert.That(page.Entries.All(entry => entry.HashHolds()), Is.True);
        Assert.That((page.Head, page.HeadHash), Is.EqualTo((3L, told[2].Streamhash)));
    }

    [Test]
    public async Task Two_writers_at_once_leave_no_gap_and_no_double()
    {
        await using var otherProcess = new Database(publisher.Options);
        var other = new StreamWriter(otherProcess, Writer.Stream, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => i % 2 == 0
            ? publisher.TellAsync(child)
            : otherProcess.InTransactionAsync(
                t => other.AppendAsync(new DocumentWithdrawn { ChildRef = child, DocumentId = Ids.New(), Version = i, Reason = "error" }, t, default), default))));

        var page = await Writer.PageAsync(null, 1, 500, default);
        Assert.That(page.Entries.Select(entry => entry.Streamnumber), Is.EqualTo(Enumerable.Range(1, 40).Select(n => (long)n)));
        Assert.That(page.Entries.Zip(page.Entries.Skip(1)).All(pair => pair.Second.Streamprevious == pair.First.Streamhash), Is.True);
    }

    [Test]
    public async Task What_is_rolled_back_leaves_no_number_behind()
    {
        await publisher.TellAsync(child);

        Assert.ThrowsAsync<TimeoutException>(() => publisher.Database.InTransactionAsync(
            async t =>
            {
                await Writer.AppendAsync(new DocumentWithdrawn { ChildRef = child, DocumentId = Ids.New(), Version = 2, Reason = "error" }, t, default);
                throw new TimeoutException();
            },
            default));
        await publisher.TellAsync(child);

        Assert.That((await Writer.PageAsync(null, 1, 500, default)).Entries.Select(entry => entry.Streamnumber), Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public async Task A_page_is_bounded_and_begins_where_asked()
    {
        await publisher.TellAsync([.. Enumerable.Repeat(child, 7)]);

        Assert.That((await Writer.PageAsync(null, 3, 2, default)).Entries.Select(entry => entry.Streamnumber), Is.EqualTo(new long[] { 3, 4 }));
        Assert.That((await Writer.PageAsync(null, 8, 2, default)).Entries, Is.Empty);
        Assert.That((await Writer.PageAsync(null, 1, 0, default)).Entries, Is.Empty);
        Assert.That((await Writer.PageAsync(null, long.MaxValue, 500, default)).Entries, Is.Empty);
    }

    [Test]
    public async Task A_new_epoch_begins_at_one_and_the_old_one_is_not_given_out()
    {
        await publisher.TellAsync(child);
        var old = (await Writer.PageAsync(null, 1, 500, default)).Epoch;

        await Writer.NewEpochAsync(default);
        var first = await publisher.TellAsync(child);

        var asked = await Writer.PageAsync(old, 1, 500, default);
        Assert.That(first.Streamnumber, Is.EqualTo(1));
        Assert.That(first.Streamprevious, Is.EqualTo(StreamEntry.NoHash));
        Assert.That((asked.Epoch == old, asked.Entries.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task A_reader_that_has_applied_what_is_here_changes_nothing()
    {
        var told = await publisher.TellAsync([child, child]);

        foreach (var entry in told)
        {
            var page = await Writer.AnswerAsync(new StreamPosition(entry.Streamepoch, entry.Streamnumber, entry.Streamhash, 0), entry.Streamnumber + 1, 500, default);
            Assert.That(page.Epoch, Is.EqualTo(entry.Streamepoch));
        }
    }

    [TestCase(2, false, TestName = "A_reader_that_has_applied_something_else_begins_a_new_epoch")]
    [TestCase(3, true, TestName = "A_reader_that_is_ahead_begins_a_new_epoch")]
    public async Task Diverged(long number, bool ahead)
    {
        var told = await publisher.TellAsync([child, child]);
        var applied = new StreamPosition(told[0].Streamepoch, number, ahead ? told[1].Streamhash : told[0].Streamhash, 0);

        var page = await Writer.AnswerAsync(applied, number + 1, 500, default);
        var again = await Writer.AnswerAsync(applied, number + 1, 500, default);

        Assert.That(page.Epoch, Is.Not.EqualTo(told[0].Streamepoch));
        Assert.That(again.Epoch, Is.EqualTo(page.Epoch), "one new epoch, however often it is told");
    }

    [Test]
    public async Task An_append_wakes_whoever_waits_when_it_is_committed()
    {
        var waiting = Writer.WaitForMoreAsync(TimeSpan.FromMinutes(1), default);
        Assert.That(waiting.IsCompleted, Is.False);

        await publisher.TellAsync(child);

        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_snapshot_stands_exactly_where_the_stream_did()
    {
        using var stop = new CancellationTokenSource();
        var telling = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await publisher.TellAsync(child);
        });

        for (var i = 0; i < 10; i++)
        {
            var snapshot = await Writer.SnapshotAsync(publisher.StateAsync, default);
            Assert.That(snapshot.Events, Has.Count.EqualTo(snapshot.Number));
        }

        await stop.CancelAsync();
        await telling;
    }

    [Test]
    public async Task The_status_counts_what_nobody_has_been_told()
    {
        var told = await publisher.TellAsync([child, child, child]);

        await Writer.AnswerAsync(new StreamPosition(told[0].Streamepoch, 1, told[0].Streamhash, 0), 2, 1, default);
        var status = await Writer.StatusAsync(default);

        Assert.That((status.Head, status.Published, status.Applied), Is.EqualTo((3L, 1L, 1L)));
        Assert.That(status.OldestUnpublishedSeconds, Is.GreaterThanOrEqualTo(0).And.LessThan(60));
    }
}
