using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogWriterTests(DatabaseKind kind)
{
    [Test]
    public async Task Entries_stand_in_the_order_they_were_handed_over_and_the_receipt_says_where()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        var transactions = Enumerable.Range(0, 20).Select(_ => Ids.New()).ToArray();

        var receipts = await Task.WhenAll(transactions.Select(transaction => writer.AppendAsync(TestLog.Entry(transaction), default)));

        Assert.That(await log.WholeAsync(), Is.EqualTo(transactions));
        var rows = await log.RowsAsync();
        Assert.That(receipts, Is.EqualTo(rows.Select(row => new LogReceipt(row.Idx, Convert.ToHexStringLower(row.LeafHash)))));
    }

    [Test]
    public async Task Thirty_two_writers_at_once_leave_no_gap_and_share_their_commits()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        var receipts = new System.Collections.Concurrent.ConcurrentBag<long>();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++) receipts.Add((await writer.AppendAsync(TestLog.Entry(Ids.New(), i % 2 == 0 ? "source" : "authz"), default)).Index);
        })));

        Assert.That(receipts.Order(), Is.EqualTo(Enumerable.Range(0, 800).Select(i => (long)i)));
        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(800));
        Assert.That(writer.Entries, Is.EqualTo(800));
        Assert.That(writer.Commits, Is.LessThan(400), "many entries share one durable write");
    }

    [Test]
    public async Task Two_instances_and_changes_with_their_own_transactions_make_one_log()
    {
        await using var log = await TestLog.NewAsync(kind);
        var (one, two) = (log.Writer(), log.Writer());

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => one.AppendAsync(TestLog.Entry(Ids.New()), default))),
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => two.AppendAsync(TestLog.Entry(Ids.New()), default))),
            Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++) await log.Database.InTransactionAsync(t => one.AppendAsync(TestLog.Entry(Ids.New()), t, default), default);
            }));

        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(110));
    }

    [Test]
    public async Task An_entry_in_a_change_is_there_exactly_when_the_change_is()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        var (kept, undone) = (Ids.New(), Ids.New());

        var receipt = await log.Database.InTransactionAsync(t => writer.AppendAsync(TestLog.Entry(kept), t, default), default);
        Assert.ThrowsAsync<InvalidOperationException>(() => log.Database.InTransactionAsync(
            async t =>
            {
                await writer.AppendAsync(TestLog.Entry(undone), t, default);
                throw new InvalidOperationException("the change fails");
            },
            default));
        var next = await writer.AppendAsync(TestLog.Entry(Ids.New()), default);

        Assert.That(receipt.Index, Is.Zero);
        Assert.That(next.Index, Is.EqualTo(1), "the number of what was undone is given again");
        Assert.That(await log.WholeAsync(), Does.Contain(kept).And.Not.Contain(undone));
    }

    [Test]
    public async Task A_clock_that_goes_back_is_recorded_as_it_was_and_marked_and_breaks_no_order()
    {
        await using var log = await TestLog.NewAsync(kind);
        var at = new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero);
        var clock = new SetBackClock { Now = at };
        var writer = log.Writer(clock);

        foreach (var now in (DateTimeOffset[])[at, at.AddSeconds(10), at.AddHours(-1), at.AddSeconds(9), at.AddSeconds(11)])
        {
            clock.Now = now;
            await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        }

        var rows = await log.RowsAsync();
        Assert.That(
            rows.Select(row => (Instants.FromMicroseconds(row.RecordedAt) - at).TotalSeconds), Is.EqualTo(new double[] { 0, 10, 10, 10, 11 }));
        Assert.That(rows.Select(row => row.ClockBack), Is.EqualTo(new[] { false, false, true, false, false }), "two seconds between parts are no alarm");
        Assert.That(System.Text.Encoding.UTF8.GetString(rows[2].Leaf), Does.Contain($"\"at\":{at.AddHours(-1).ToMicroseconds()},"));
        await log.WholeAsync();
    }

    [Test]
    public async Task What_was_queued_is_written_before_the_writer_goes()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        var waiting = Enumerable.Range(0, 300).Select(_ => writer.AppendAsync(TestLog.Entry(Ids.New()), default)).ToArray();

        await writer.DisposeAsync();

        Assert.That((await Task.WhenAll(waiting)).Select(receipt => receipt.Index).Max(), Is.EqualTo(299));
        Assert.ThrowsAsync<LogUnavailableException>(() => writer.AppendAsync(TestLog.Entry(Ids.New()), default));
    }

    [Test]
    public async Task An_entry_too_large_for_a_tile_is_refused_at_the_door_and_harms_nobody()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();

        Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync(TestLog.Entry(Ids.New(), padding: 70_000), default));
        Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync(TestLog.Entry("a\0b"), default));
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);

        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_entry_handed_in_again_under_its_own_name_keeps_the_place_it_has()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        var owed = TestLog.Entry(Ids.New()) with { Id = Ids.New() };

        var first = await writer.AppendAsync(owed, default);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var again = await writer.AppendAsync(owed, default);
        var inChange = await log.Database.InTransactionAsync(t => writer.AppendAsync(owed, t, default), default);

        Assert.That((again, inChange), Is.EqualTo((first, first)));
        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(2));
        Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync(owed with { Id = "mine" }, default));
    }

    [TestCase("DELETE FROM log_entries WHERE idx = (SELECT MAX(idx) FROM log_entries)")]
    [TestCase("DELETE FROM log_entries")]
    [TestCase("UPDATE log_head SET size = size - 1")]
    [TestCase("UPDATE log_head SET frontier = NULL")]
    [TestCase("UPDATE log_head SET last_recorded = 0")]
    [TestCase("UPDATE log_entries SET leaf = manifest WHERE idx = 4")]
    public async Task A_head_that_is_not_the_head_of_what_is_there_stops_the_log(string tampering)
    {
        await using var log = await TestLog.NewAsync(kind);
        var before = log.Writer();
        await before.StartAsync(default);
        for (var i = 0; i < 5; i++) await before.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);
        await before.DisposeAsync();
        await log.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync(tampering, transaction: t), default);

        var after = log.Writer();

        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => after.StartAsync(default))!.Code, Is.EqualTo("log-head-mismatch"));
        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => after.AppendAsync(TestLog.Entry(Ids.New()), default))!.Code, Is.EqualTo("log-head-mismatch"));
        Assert.ThrowsAsync<LogUnavailableException>(() => log.Database.InTransactionAsync(t => after.AppendAsync(TestLog.Entry(Ids.New()), t, default), default));
    }

    [Test]
    public async Task A_writer_starts_on_an_empty_log_and_on_one_that_has_entries()
    {
        await using var log = await TestLog.NewAsync(kind);
        var first = log.Writer();
        await first.StartAsync(default);
        await first.AppendAsync(TestLog.Entry(Ids.New()), default);
        await first.AppendAsync(TestLog.Entry(Ids.New()), default);

        var second = log.Writer();
        await second.StartAsync(default);

        Assert.That((await second.AppendAsync(TestLog.Entry(Ids.New()), default)).Index, Is.EqualTo(2));
    }

    private sealed class SetBackClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
