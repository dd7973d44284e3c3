using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using NUnit.Framework;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>A reader with a store of its own, which refuses a fact it already has and one that is not the child's next.</summary>
internal sealed class ReaderSide : IStreamApplier, IAsyncDisposable
{
    private readonly TestDatabase made;

    private ReaderSide(TestDatabase made) => this.made = made;

    public Database Database => made.Database;

    public DatabaseOptions Options => made.Options;

    /// <summary>Called before and after each event is applied, with the transaction; a test may make it fail.</summary>
    public Func<StreamEntry, DbTransaction, bool, Task> Around { get; set; } = (_, _, _) => Task.CompletedTask;

    public int Resyncs { get; private set; }

    public static async Task<ReaderSide> NewAsync(DatabaseKind kind, TestPostgres? server = null)
    {
        var side = new ReaderSide(await TestDatabases.NewAsync(kind, server));
        await side.Database.ApplySchemaAsync(typeof(StreamWriter).Assembly, default);
        await side.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync(
                """
                CREATE TABLE facts (id TEXT PRIMARY KEY, child_ref TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (child_ref, version));
                CREATE TABLE closed (child_ref TEXT PRIMARY KEY)
                """,
                transaction: t),
            default);

        return side;
    }

    /// <summary>This reader as a backup taken now would bring it back.</summary>
    public async Task<ReaderSide> RestoredAsync() => new(await made.RestoredCopyAsync());

    public StreamFollower Follow(IStreamSource source, Database? database = null) => new(database ?? Database, "holder/camden", source, this, TimeProvider.System);

    public async Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct)
    {
        await Around(entry, transaction, false);
        var data = entry.As<DocumentWithdrawn>();
        if (data.Reason == "purged") throw new PoisonEventException("no-such-reason");
        if (data.Reason == "sealed") throw new KeyNotFoundException(data.DocumentId);

        await AddAsync(data, transaction);
        await Around(entry, transaction, true);
    }

    public Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync("INSERT INTO closed VALUES (@childRef) ON CONFLICT DO NOTHING", new { childRef }, transaction);

    public async Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync("DELETE FROM facts; DELETE FROM closed", transaction: transaction);
        foreach (var made in snapshot.Events) await AddAsync(made.Data.Deserialize<DocumentWithdrawn>(Wire.Json)!, transaction);
        Resyncs++;
    }

    public async Task<long> CountAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM facts");
    }

    public async Task<IReadOnlyList<Fact>> FactsAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return (await connection.QueryAsync<Fact>("SELECT id, child_ref, version FROM facts ORDER BY child_ref, version")).AsList();
    }

    public async Task<IReadOnlyList<string>> ClosedAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return (await connection.QueryAsync<string>("SELECT child_ref FROM closed")).AsList();
    }

    /// <summary>Both sides have the same facts of every child, each once.</summary>
    public async Task MustAgreeWith(PublisherSide publisher) => Assert.That(await FactsAsync(), Is.EqualTo(await publisher.FactsAsync()));

    public ValueTask DisposeAsync() => made.DisposeAsync();

    private static async Task AddAsync(DocumentWithdrawn data, DbTransaction transaction)
    {
        var before = await transaction.Connection!.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(version), 0) FROM facts WHERE child_ref = @ChildRef", new { data.ChildRef }, transaction);
        var missing = await transaction.Connection!.ExecuteScalarAsync<long>("SELECT count(*) FROM closed WHERE child_ref = @ChildRef", new { data.ChildRef }, transaction);
        if (missing == 0) Assert.That(data.Version, Is.EqualTo(before + 1), "order within the child");
        await transaction.Connection!.ExecuteAsync("INSERT INTO facts VALUES (@DocumentId, @ChildRef, @Version)", new { data.DocumentId, data.ChildRef, Version = (long)data.Version }, transaction);
    }
}
