using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>A publisher with a store of its own: facts about children, each told in the transaction that writes it.</summary>
internal sealed class PublisherSide : IAsyncDisposable
{
    private readonly TestDatabase made;

    private PublisherSide(TestDatabase made)
    {
        this.made = made;
        Writer = new StreamWriter(Database, "holder/camden", TimeProvider.System);
    }

    public Database Database => made.Database;

    public DatabaseOptions Options => made.Options;

    public StreamWriter Writer { get; }

    public static async Task<PublisherSide> NewAsync(DatabaseKind kind, TestPostgres? server = null)
    {
        var side = new PublisherSide(await TestDatabases.NewAsync(kind, server));
        await side.Database.ApplySchemaAsync(typeof(StreamWriter).Assembly, default);
        await side.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync("CREATE TABLE facts (id TEXT PRIMARY KEY, child_ref TEXT NOT NULL, version BIGINT NOT NULL); CREATE INDEX facts_child ON facts (child_ref, version)", transaction: t), default);

        return side;
    }

    /// <summary>This publisher as a backup taken now would bring it back.</summary>
    public async Task<PublisherSide> RestoredAsync() => new(await made.RestoredCopyAsync());

    /// <summary>One fact about a child, numbered by child from 1; returns what was told.</summary>
    public async Task<StreamEntry> TellAsync(string child, string reason = "superseded") =>
        (await TellAsync([child], reason))[0];

    /// <summary>A fact about each, in one transaction.</summary>
    public Task<List<StreamEntry>> TellAsync(IReadOnlyList<string> children, string reason = "superseded") => Database.InTransactionAsync(
        async t =>
        {
            var told = new List<StreamEntry>();
            foreach (var child in children)
            {
                var id = Ids.New();

                // The lock on the head keeps versions and numbers in step between writers.
                await HeadLockAsync(t);
                var version = 1 + await t.Connection!.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(version), 0) FROM facts WHERE child_ref = @child", new { child }, t);
                await t.Connection!.ExecuteAsync("INSERT INTO facts VALUES (@id, @child, @version)", new { id, child, version }, t);
                told.Add(await Writer.AppendAsync(new DocumentWithdrawn { ChildRef = child, DocumentId = id, Version = (int)version, Reason = reason }, t, default));
            }

            return told;
        },
        default);

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

    public async Task<IReadOnlyList<SnapshotEvent>> StateAsync(DbTransaction transaction, CancellationToken ct) =>
    [
        .. (await transaction.Connection!.QueryAsync<Fact>("SELECT id, child_ref, version FROM facts ORDER BY child_ref, version", transaction: transaction)).Select(fact =>
            new SnapshotEvent
            {
                Type = DocumentWithdrawn.Type,
                Time = DateTimeOffset.UnixEpoch,
                Data = JsonSerializer.SerializeToElement(
                    new DocumentWithdrawn { ChildRef = fact.ChildRef, DocumentId = fact.Id, Version = (int)fact.Version, Reason = "superseded" }, Wire.Json),
            }),
    ];

    public StreamPublication Publication => new(Writer, StateAsync);

    public ValueTask DisposeAsync() => made.DisposeAsync();

    private Task<int> HeadLockAsync(DbTransaction t) =>
        t.Connection!.ExecuteAsync($"SELECT number FROM stream_head WHERE stream = 'holder/camden'{Database.ForUpdate}", transaction: t);
}

/// <summary>A fact as either side has it.</summary>
internal sealed record Fact
{
    public required string Id { get; init; }
    public required string ChildRef { get; init; }
    public required long Version { get; init; }
}
