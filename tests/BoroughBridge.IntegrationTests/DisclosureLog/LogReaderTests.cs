using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Reading;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogReaderTests(DatabaseKind kind)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly string[] children = [Ids.New(), Ids.New()];
    private TestLog log = null!;
    private LogReader reader = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        log = await TestLog.NewAsync(kind);
        reader = new LogReader(log.Database);
        var clock = new MovingClock();
        var writer = log.Writer(clock);
        for (var i = 0; i < 12; i++)
        {
            clock.Now = Start.AddMinutes(i);
            var entry = TestLog.Entry($"t{i / 2}", i % 3 == 0 ? LogKinds.Source : LogKinds.Decision);
            await writer.AppendAsync(
                entry with { Keys = entry.Keys with { ChildRef = i == 11 ? null : children[i % 2], Agent = $"https://id.example iro{i % 4}", Outcome = i == 5 ? "refuse" : "permit" } },
                default);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await log.DisposeAsync();

    [Test]
    public async Task Each_thing_asked_for_narrows_and_the_newest_comes_first()
    {
        Assert.That(await FoundAsync(new()), Is.EqualTo(Enumerable.Range(0, 12).Reverse()));
        Assert.That(await FoundAsync(new() { ChildRef = children[1] }), Is.EqualTo(new[] { 9, 7, 5, 3, 1 }));
        Assert.That(await FoundAsync(new() { Agent = "https://id.example iro2" }), Is.EqualTo(new[] { 10, 6, 2 }));
        Assert.That(await FoundAsync(new() { Kind = LogKinds.Source }), Is.EqualTo(new[] { 9, 6, 3, 0 }));
        Assert.That(await FoundAsync(new() { Transaction = "t3" }), Is.EqualTo(new[] { 7, 6 }));
        Assert.That(await FoundAsync(new() { Outcome = "refuse" }), Is.EqualTo(new[] { 5 }));
        Assert.That(await FoundAsync(new() { From = Start.AddMinutes(3), To = Start.AddMinutes(6) }), Is.EqualTo(new[] { 5, 4, 3 }));
        Assert.That(await FoundAsync(new() { ChildRef = children[0], Kind = LogKinds.Source }), Is.EqualTo(new[] { 6, 0 }));
        Assert.That(await FoundAsync(new() { Agent = "' OR 1=1 --" }), Is.Empty);
    }

    [Test]
    public async Task Pages_follow_each_other_without_a_gap_and_the_last_says_so()
    {
        var all = new List<long>();
        long? before = null;
        var pages = 0;
        do
        {
            var page = await reader.FindAsync(new() { Take = 5, Before = before }, default);
            all.AddRange(page.Entries.Select(entry => entry.Index));
            before = page.Before;
            pages++;
        }
        while (before is not null);

        Assert.That(all, Is.EqualTo(Enumerable.Range(0, 12).Reverse().Select(i => (long)i)));
        Assert.That(pages, Is.EqualTo(3));
    }

    [Test]
    public async Task An_entry_is_given_as_it_was_hashed()
    {
        var entry = await reader.AtAsync(6, default);

        Assert.That(entry!.Keys.Transaction, Is.EqualTo("t3"));
        Assert.That(entry.RecordedAt, Is.EqualTo(Start.AddMinutes(6)));
        Assert.That(entry.AuditEvent().GetProperty("transaction").GetString(), Is.EqualTo("t3"));
        Assert.That(entry.Manifest, Is.Not.Null);
        Assert.That(Convert.ToHexStringLower(BoroughBridge.DisclosureLog.Tree.Merkle.LeafHash(entry.Leaf.Span)), Is.EqualTo(entry.LeafHash));
        Assert.That(await reader.AtAsync(12, default), Is.Null);
    }

    private async Task<IEnumerable<int>> FoundAsync(LogQuery query) => (await reader.FindAsync(query, default)).Entries.Select(entry => (int)entry.Index);

    private sealed class MovingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
