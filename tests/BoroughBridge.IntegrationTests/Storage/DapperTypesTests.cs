using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Storage;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class DapperTypesTests(DatabaseKind kind)
{
    private static readonly Row Full = new()
    {
        Id = "a",
        DueOn = new DateOnly(2026, 2, 28),
        HeldAt = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.FromHours(1)).AddTicks(1234560),
        Open = true,
        Bytes = [0, 1, 255],
        Count = 7,
    };

    private TestDatabase made = null!;

    [OneTimeSetUp]
    public async Task MakeTable()
    {
        made = await TestDatabases.NewAsync(kind);
        var bytes = kind == DatabaseKind.Postgres ? "BYTEA" : "BLOB";
        await made.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync(
                $"CREATE TABLE things (id TEXT PRIMARY KEY, due_on TEXT, held_at BIGINT, open INTEGER, bytes {bytes}, count INTEGER)", transaction: t),
            default);
    }

    [OneTimeTearDown]
    public async Task DropTable() => await made.DisposeAsync();

    [Test]
    public async Task Every_type_comes_back_as_it_went_in()
    {
        var back = await ThereAndBackAsync(Full);

        Assert.That(back.DueOn, Is.EqualTo(Full.DueOn));
        Assert.That(back.HeldAt, Is.EqualTo(Full.HeldAt));
        Assert.That(back.HeldAt!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(back.Open, Is.True);
        Assert.That(back.Bytes, Is.EqualTo(Full.Bytes));
        Assert.That(back.Count, Is.EqualTo(7));
    }

    [Test]
    public async Task Nothing_comes_back_as_nothing()
    {
        var back = await ThereAndBackAsync(new Row { Id = "b" });

        Assert.That((back.DueOn, back.HeldAt, back.Open, back.Bytes, back.Count), Is.EqualTo(((DateOnly?)null, (DateTimeOffset?)null, (bool?)null, (byte[]?)null, (int?)null)));
    }

    [Test]
    public async Task Empty_bytes_are_not_nothing()
    {
        var back = await ThereAndBackAsync(new Row { Id = "c", Bytes = [] });

        Assert.That(back.Bytes, Is.EqualTo(Array.Empty<byte>()));
    }

    [Test]
    public async Task Days_instants_and_flags_are_compared_in_sql()
    {
        await ThereAndBackAsync(Full with { Id = "d" });
        await using var connection = await made.Database.OpenAsync(default);

        var found = await connection.QueryAsync<string>(
            "SELECT id FROM things WHERE id = 'd' AND due_on < @day AND held_at > @at AND open = @open AND id IN (@one, @two)",
            new { day = new DateOnly(2026, 10, 1), at = Full.HeldAt!.Value.AddMicroseconds(-1), open = true, one = "d", two = "e" });

        Assert.That(found, Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public async Task Plain_flags_and_days_that_cannot_be_null_are_read()
    {
        await ThereAndBackAsync(Full with { Id = "e" });
        await using var connection = await made.Database.OpenAsync(default);

        var row = await connection.QuerySingleAsync<PlainRow>("SELECT due_on, held_at, open FROM things WHERE id = 'e'");

        Assert.That((row.DueOn, row.HeldAt, row.Open), Is.EqualTo((Full.DueOn!.Value, Full.HeldAt!.Value, true)));
    }

    private async Task<Row> ThereAndBackAsync(Row row)
    {
        await made.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync("INSERT INTO things (id, due_on, held_at, open, bytes, count) VALUES (@Id, @DueOn, @HeldAt, @Open, @Bytes, @Count)", row, t), default);
        await using var connection = await made.Database.OpenAsync(default);

        return await connection.QuerySingleAsync<Row>("SELECT * FROM things WHERE id = @Id", new { row.Id });
    }

    private sealed record Row
    {
        public required string Id { get; init; }
        public DateOnly? DueOn { get; init; }
        public DateTimeOffset? HeldAt { get; init; }
        public bool? Open { get; init; }
        public byte[]? Bytes { get; init; }
        public int? Count { get; init; }
    }

    private sealed record PlainRow
    {
        public DateOnly DueOn { get; init; }
        public DateTimeOffset HeldAt { get; init; }
        public bool Open { get; init; }
    }
}
