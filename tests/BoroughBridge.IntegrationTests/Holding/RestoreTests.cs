using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Data.Sqlite;
using Npgsql;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>A holder whose database is put back to a backup: routing finds out, takes the snapshot, and nothing is dropped in silence.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class RestoreTests(DatabaseKind kind)
{
    [Test]
    public async Task A_restored_holder_begins_a_new_epoch_and_its_snapshot_is_what_it_has()
    {
        await using var holding = await TestHolding.StartAsync(kind);
        using var client = holding.ClientAs("routing");
        var source = HttpStreamSource.OfHolder(client);
        var kept = await holding.Intake.PutPersonAsync(TestRecords.Wren("P-1"), default);
        await holding.AllocateAsync(kept);
        await holding.RestartAsync(() => Backup(holding));
        var lost = await holding.Intake.PutPersonAsync(TestRecords.Wren("P-2"), default);
        var lostGrant = await holding.AllocateAsync(lost);
        var before = await source.PageAsync(null, 1, default);
        var applied = new StreamPosition(before.Epoch, before.Head, before.HeadHash, 0);

        await holding.RestartAsync(() => Restore(holding));
        var told = await source.AskAsync(applied, 500, TimeSpan.Zero, default);
        var snapshot = await source.SnapshotAsync(default);

        Assert.That(told.Epoch, Is.Not.EqualTo(before.Epoch));
        Assert.That(told.Entries, Is.Empty);
        Assert.That((snapshot.Epoch, snapshot.Number), Is.EqualTo((told.Epoch, 0L)));
        Assert.That(snapshot.Events.Select(told => told.Data.GetProperty("childRef").GetString()).Distinct(), Is.EqualTo(new[] { kept }));
        Assert.That(snapshot.Events.Select(told => told.Type), Does.Contain("iro.allocated"));
        Assert.That(await holding.Desk.StateAsync(lostGrant, default), Is.Null);
    }

    [Test]
    public async Task After_it_the_stream_goes_on_from_one()
    {
        await using var holding = await TestHolding.StartAsync(kind);
        using var client = holding.ClientAs("routing");
        var source = HttpStreamSource.OfHolder(client);
        var childRef = await holding.Intake.PutPersonAsync(TestRecords.Wren(), default);
        await holding.AllocateAsync(childRef);
        var before = await source.PageAsync(null, 1, default);

        using var answer = await holding.Operator.PostAsync("operator/stream/new-epoch", null);
        await holding.Intake.PutPlanAsync(childRef);
        var page = await source.PageAsync(null, 1, default);

        Assert.That(answer.IsSuccessStatusCode, Is.True);
        Assert.That(page.Epoch, Is.Not.EqualTo(before.Epoch));
        Assert.That(page.Entries.Select(entry => (entry.Streamnumber, entry.Type)), Is.EqualTo(new[] { (1L, "care-plan.published") }));
        Assert.That((await holding.LogAsync()).Any(entry => entry.Outcome == "new-epoch"), Is.True);
    }

    private static string CopyOf(TestHolding holding) => holding.Options.Database.File + ".backup";

    private void Backup(TestHolding holding)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            SqliteConnection.ClearAllPools();
            using var connection = new SqliteConnection($"Data Source={holding.Options.Database.File};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM INTO '{CopyOf(holding)}'";
            command.ExecuteNonQuery();
            return;
        }

        Postgres($"CREATE DATABASE {NameOf(holding)}_backup TEMPLATE {NameOf(holding)}");
    }

    private void Restore(TestHolding holding)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            SqliteConnection.ClearAllPools();
            foreach (var file in (string[])["", "-wal", "-shm"]) File.Delete(holding.Options.Database.File + file);
            File.Copy(CopyOf(holding), holding.Options.Database.File!);
            return;
        }

        Postgres($"DROP DATABASE {NameOf(holding)} WITH (FORCE)");
        Postgres($"CREATE DATABASE {NameOf(holding)} TEMPLATE {NameOf(holding)}_backup");
        Postgres($"DROP DATABASE {NameOf(holding)}_backup");
    }

    private static string NameOf(TestHolding holding) => new NpgsqlConnectionStringBuilder(holding.Options.Database.ConnectionString).Database!;

    private static void Postgres(string sql)
    {
        NpgsqlConnection.ClearAllPools();
        TestServers.PostgresAsync().GetAwaiter().GetResult().RunAsync(sql).GetAwaiter().GetResult();
    }
}
