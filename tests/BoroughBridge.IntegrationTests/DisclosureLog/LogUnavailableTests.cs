using System.Diagnostics;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>"No log entry, no byte", at the log: what cannot be made durable is refused in time, and the log comes back by itself.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogUnavailableTests(DatabaseKind kind)
{
    [Test]
    public async Task A_table_locked_by_another_session_is_waited_for_no_longer_than_set()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var refused = Ids.New();

        await using (var other = await log.Database.OpenAsync(default))
        {
            await other.ExecuteAsync(kind == DatabaseKind.Postgres ? "BEGIN; LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE" : "BEGIN IMMEDIATE");
            await RefusedAsync(writer, refused);
            await other.ExecuteAsync("ROLLBACK");
        }

        await RecoveredAsync(log, writer);
        Assert.That(await log.WholeAsync(), Does.Not.Contain(refused), "it was refused, so it was not written later");
    }

    [TestCase("", TestName = "A_database_file_that_is_deleted_stops_the_log_at_once")]
    [TestCase("-wal", TestName = "A_write_ahead_log_that_is_deleted_stops_the_log_at_once")]
    public async Task Deleted(string suffix)
    {
        if (kind == DatabaseKind.Postgres) return; // A server sees to its own files.
        var folder = Directory.CreateTempSubdirectory("bb-test-gone-").FullName;
        var file = Path.Combine(folder, "log.db");
        var database = new Database(new DatabaseOptions { Kind = DatabaseKind.Sqlite, File = file });
        await using var log = await TestLog.OnAsync(database, database.DisposeAsync);
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);

        File.Move(file + suffix, Path.Combine(folder, "away"));

        Assert.That((await RefusedAsync(writer, Ids.New())).Code, Is.EqualTo("log-file-gone"));
        Assert.That(
            Assert.ThrowsAsync<LogUnavailableException>(() => log.Database.InTransactionAsync(t => writer.AppendAsync(TestLog.Entry(Ids.New()), t, default), default))!.Code,
            Is.EqualTo("log-file-gone"));
    }

    [Test]
    public async Task A_database_that_answers_before_it_is_on_disk_is_not_written_to()
    {
        if (kind == DatabaseKind.Sqlite) return; // Ours sets what is durable on every connection.
        await using var log = await TestLog.NewAsync(kind);
        await using (var connection = await log.Database.OpenAsync(default))
            await connection.ExecuteAsync($"ALTER DATABASE \"{connection.Database}\" SET synchronous_commit = off");

        await using var through = new Database(new DatabaseOptions { Kind = kind, ConnectionString = await LostCommitTests.AddressAsync(log) });
        var writer = log.Writer(through: through);

        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => writer.StartAsync(default))!.Code, Is.EqualTo("log-not-durable"));
        Assert.That((await RefusedAsync(writer, Ids.New())).Code, Is.EqualTo("log-not-durable"));
    }

    [Test]
    public async Task A_key_that_is_deleted_refuses_at_once_until_it_is_back()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        File.Move(log.KeyFile, log.KeyFile + ".away");

        Assert.That((await RefusedAsync(writer, Ids.New())).Code, Is.EqualTo("log-key-missing"));
        Assert.That(
            Assert.ThrowsAsync<LogUnavailableException>(() => log.Database.InTransactionAsync(t => writer.AppendAsync(TestLog.Entry(Ids.New()), t, default), default))!.Code,
            Is.EqualTo("log-key-missing"));
        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(1));

        File.Move(log.KeyFile + ".away", log.KeyFile);
        await RecoveredAsync(log, writer);
    }

    [Test]
    public async Task A_key_that_is_spoilt_or_suddenly_another_refuses()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var good = await File.ReadAllTextAsync(log.KeyFile);

        await File.WriteAllTextAsync(log.KeyFile, "nonsense");
        Assert.That((await RefusedAsync(writer, Ids.New())).Code, Is.EqualTo("log-key-malformed"));

        File.Delete(log.KeyFile);
        LogKey.Make(log.KeyFile);
        Assert.That((await RefusedAsync(writer, Ids.New())).Code, Is.EqualTo("log-key-changed"));

        await File.WriteAllTextAsync(log.KeyFile, good);
        await RecoveredAsync(log, writer);
    }

    [Test]
    public async Task A_full_disk_refuses_and_the_log_goes_on_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(kind == DatabaseKind.Postgres ? "postgres" : null);
        await using var log = kind == DatabaseKind.Postgres ? await OnSmallTablespaceAsync(disk) : await OnSmallFileAsync(disk);
        var writer = log.Writer();
        var written = 0;

        LogUnavailableException? full = null;
        for (; full is null && written < 200; written++)
        {
            try
            {
                await writer.AppendAsync(TestLog.Entry(Ids.New(), padding: 30_000), default);
            }
            catch (LogUnavailableException e)
            {
                full = e;
            }
        }

        Assert.That(full, Is.Not.Null, "a 1 MiB disk holds no 200 entries of 30 kB");
        await RefusedAsync(writer, Ids.New());

        await disk.GrowAsync();
        await RecoveredAsync(log, writer);
        await log.WholeAsync();
    }

    [Test]
    public async Task A_caller_who_goes_away_before_it_is_written_leaves_nothing_behind()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var gone = Ids.New();

        await using (var other = await log.Database.OpenAsync(default))
        {
            await other.ExecuteAsync(kind == DatabaseKind.Postgres ? "BEGIN; LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE" : "BEGIN IMMEDIATE");
            using var leaves = new CancellationTokenSource(200);
            Assert.CatchAsync<OperationCanceledException>(() => writer.AppendAsync(TestLog.Entry(gone), leaves.Token));
            await RefusedAsync(writer, Ids.New());
            await other.ExecuteAsync("ROLLBACK");
        }

        await RecoveredAsync(log, writer);
        Assert.That(await log.WholeAsync(), Does.Not.Contain(gone));
    }

    private static async Task<LogUnavailableException> RefusedAsync(LogWriter writer, string transaction)
    {
        var started = Stopwatch.GetTimestamp();
        var refused = Assert.ThrowsAsync<LogUnavailableException>(() => writer.AppendAsync(TestLog.Entry(transaction), default));
        Assert.That(Stopwatch.GetElapsedTime(started).TotalSeconds, Is.LessThan(4), "set to two seconds; a busy machine is given twice that");
        await Task.CompletedTask;

        return refused!;
    }

    private static async Task RecoveredAsync(TestLog log, LogWriter writer)
    {
        var after = Ids.New();
        await Until.TrueAsync(
            async () =>
            {
                await writer.AppendAsync(TestLog.Entry(after), default);

                return true;
            },
            seconds: 20);
        Assert.That(await log.WholeAsync(), Does.Contain(after));
    }

    private static Task<TestLog> OnSmallFileAsync(SmallDisk disk)
    {
        var database = new Database(new DatabaseOptions { Kind = DatabaseKind.Sqlite, File = Path.Combine(disk.Folder, "log.db") });

        return TestLog.OnAsync(database, database.DisposeAsync);
    }

    // The log's table and its indices in a tablespace on the small disk; the rest of the database where it always is.
    private static async Task<TestLog> OnSmallTablespaceAsync(SmallDisk disk)
    {
        var server = await TestServers.PrivatePostgresAsync();
        await server.RunAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        var made = await TestDatabases.NewAsync(DatabaseKind.Postgres, server);
        var log = await TestLog.OnAsync(made.Database, async () =>
        {
            await made.DisposeAsync();
            await server.DisposeAsync();
        });
        await log.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync("ALTER TABLE log_entries ALTER leaf SET STORAGE EXTERNAL; ALTER TABLE log_entries SET TABLESPACE small", transaction: t), default);

        return log;
    }
}
