using BoroughBridge.IntegrationTests.DisclosureLog;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>With the disk of its log full the holder answers 503 and sends nothing; with room again it answers.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class FullDiskTests(DatabaseKind kind)
{
    [Test]
    public async Task A_full_disk_sends_no_byte()
    {
        await using var disk = await SmallDisk.MountAsync(kind == DatabaseKind.Postgres ? "postgres" : null);
        var (database, end) = await OnAsync(disk);
        try
        {
            await using var holding = await TestHolding.StartAsync(database);
            var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
            var asked = Asks("Patient", childRef, childRef, await holding.AllocateAsync(childRef));
            if (kind == DatabaseKind.Postgres)
            {
                await using var connection = await holding.Store.Database.OpenAsync(default);
                await connection.ExecuteAsync("ALTER TABLE log_entries SET TABLESPACE small");
            }

            var filler = Path.Combine(disk.Folder, "filler");
            Fill(filler);
            Answer? answer = null;
            for (var i = 0; i < 400 && answer is not { Status: 503 }; i++) answer = await holding.ReadAsync(holding.Assertion(asked));
            Assert.That((answer!.Status, answer.ContentBytes), Is.EqualTo((503, 0)));

            File.Delete(filler);
            await disk.GrowAsync();
            await Until.TrueAsync(async () => (await holding.ReadAsync(holding.Assertion(asked))).Refused is null, 20);
        }
        finally
        {
            await end();
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        foreach (var piece in (int[])[65536, 4096, 512])
        {
            try
            {
                for (var i = 0; i < 1000; i++) file.Write(new byte[piece]);
            }
            catch (IOException)
            {
            }
        }
    }

    // SQLite: all of it on the small disk, made while there is room. PostgreSQL: the log's table in a tablespace there, of a server of its own.
    private async Task<(TestDatabase Database, Func<Task> End)> OnAsync(SmallDisk disk)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            await disk.GrowAsync();

            return (new(new() { Kind = kind, File = Path.Combine(disk.Folder, "holding.db") }, () => Task.CompletedTask), () => Task.CompletedTask);
        }

        var server = await TestServers.PrivatePostgresAsync();
        await server.RunAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");

        return (await TestDatabases.NewAsync(kind, server), () => server.DisposeAsync().AsTask());
    }
}
