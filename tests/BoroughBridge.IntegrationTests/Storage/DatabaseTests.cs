using System.Reflection;
using System.Text;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Storage;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class DatabaseTests(DatabaseKind kind)
{
    private TestDatabase made = null!;

    [SetUp]
    public async Task Make() => made = await TestDatabases.NewAsync(kind);

    [TearDown]
    public async Task Drop() => await made.DisposeAsync();

    [Test]
    public async Task A_script_is_applied_once_whoever_starts_first()
    {
        var scripts = new Scripts(("0001-a", "CREATE TABLE a (x {BYTES})"), ("0002-b", "INSERT INTO a VALUES (NULL); INSERT INTO a VALUES (NULL)"));
        await using var other = new Database(made.Options);

        await Task.WhenAll(made.Database.ApplySchemaAsync(scripts, default), other.ApplySchemaAsync(scripts, default));
        await made.Database.ApplySchemaAsync(scripts, default);

        Assert.That(await CountAsync("a"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_script_that_changed_after_it_was_applied_is_refused()
    {
        await made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (x TEXT)")), default);

        var refused = Assert.ThrowsAsync<InvalidOperationException>(() => made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (y TEXT)")), default));

        Assert.That(refused.Message, Does.Contain("0001-a"));
    }

    [Test]
    public async Task Scripts_are_applied_whole_or_not_at_all()
    {
        Assert.CatchAsync(() => made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (x TEXT)"), ("0002-b", "no sql at all")), default));

        await made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (y TEXT)")), default);

        Assert.That(await CountAsync("a"), Is.Zero);
    }

    [Test]
    public async Task An_exception_undoes_everything_and_calls_nobody()
    {
        await made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (x TEXT)")), default);
        var called = false;

        Assert.ThrowsAsync<TimeoutException>(() => made.Database.InTransactionAsync(
            async t =>
            {
                made.Database.AfterCommit(t, () => called = true);
                await t.Connection!.ExecuteAsync("INSERT INTO a VALUES ('x')", transaction: t);
                throw new TimeoutException();
            },
            default));

        Assert.That((await CountAsync("a"), called), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task What_waits_for_a_commit_is_called_when_others_can_see_it()
    {
        await made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (x TEXT)")), default);
        Task<long>? seen = null;

        await made.Database.InTransactionAsync(
            t =>
            {
                made.Database.AfterCommit(t, () => seen = CountAsync("a"));

                return t.Connection!.ExecuteAsync("INSERT INTO a VALUES ('x')", transaction: t);
            },
            default);

        Assert.That(await seen!, Is.EqualTo(1));
    }

    [Test]
    public async Task Writers_of_two_processes_wait_for_each_other()
    {
        await made.Database.ApplySchemaAsync(new Scripts(("0001-a", "CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (0)")), default);
        await using var other = new Database(made.Options);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => (i % 2 == 0 ? made.Database : other).InTransactionAsync(
            async t =>
            {
                var n = await t.Connection!.ExecuteScalarAsync<long>($"SELECT n FROM a{made.Database.ForUpdate}", transaction: t);
                await t.Connection!.ExecuteAsync("UPDATE a SET n = @n", new { n = n + 1 }, t);
            },
            default))));

        await using var connection = await made.Database.OpenAsync(default);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT n FROM a"), Is.EqualTo(60));
    }

    [Test]
    public async Task Every_sqlite_connection_is_durable_and_guards_its_keys()
    {
        if (kind == DatabaseKind.Postgres) Assert.Pass("PostgreSQL has no such settings per connection");

        for (var i = 0; i < 3; i++)
        {
            await using var one = await made.Database.OpenAsync(default);
            await using var two = await made.Database.OpenAsync(default);
            foreach (var connection in new[] { one, two })
            {
                Assert.That(await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"), Is.EqualTo("wal"));
                Assert.That(await connection.ExecuteScalarAsync<long>("PRAGMA synchronous"), Is.EqualTo(2));
                Assert.That(await connection.ExecuteScalarAsync<long>("PRAGMA foreign_keys"), Is.EqualTo(1));
                Assert.That(await connection.ExecuteScalarAsync<long>("PRAGMA busy_timeout"), Is.EqualTo(5000));
            }
        }
    }

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await made.Database.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {table}");
    }

    /// <summary>An assembly that embeds these scripts and nothing else.</summary>
    private sealed class Scripts(params (string Name, string Sql)[] scripts) : Assembly
    {
        public override string[] GetManifestResourceNames() => [.. scripts.Select(script => $"Test.Schema.{script.Name}.sql")];

        public override Stream GetManifestResourceStream(string name) =>
            new MemoryStream(Encoding.UTF8.GetBytes(scripts.Single(script => name == $"Test.Schema.{script.Name}.sql").Sql));
    }
}
