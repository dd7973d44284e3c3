using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>A log of one test: its database, its key, and any number of writers on it.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bb-test-log-").FullName;
    private readonly List<LogWriter> writers = [];
    private readonly Func<ValueTask> dispose;

    private TestLog(Database database, Func<ValueTask> dispose)
    {
        Database = database;
        this.dispose = dispose;
        LogKey.Make(KeyFile);
    }

    public Database Database { get; }

    public string KeyFile => Path.Combine(folder, "log.key");

    public string Folder => folder;

    public LogOptions Options => new() { Origin = "test.boroughbridge.example/log", KeyFile = KeyFile, WriteTimeoutSeconds = 2 };

    public static async Task<TestLog> NewAsync(DatabaseKind kind, TestPostgres? server = null)
    {
        var made = await TestDatabases.NewAsync(kind, server);

        return await OnAsync(made.Database, made.DisposeAsync);
    }

    public static async Task<TestLog> OnAsync(Database database, Func<ValueTask> dispose)
    {
        await database.ApplySchemaAsync(typeof(LogWriter).Assembly, default);

        return new(database, dispose);
    }

    public LogWriter Writer(TimeProvider? clock = null, Database? through = null)
    {
        var writer = new LogWriter(through ?? Database, Options, clock ?? TimeProvider.System);
        writers.Add(writer);

        return writer;
    }

    public LogCheckpoints Checkpoints(TimeProvider? clock = null) => new(Database, Options, clock ?? TimeProvider.System);

    /// <summary>An entry about nobody, told apart by its transaction.</summary>
    public static LogEntry Entry(string transaction, string kind = "authz", int padding = 0) => new()
    {
        AuditEvent = JsonSerializer.SerializeToElement(new { resourceType = "AuditEvent", transaction, padding = new string('x', padding) }),
        Manifest = kind == "source" ? JsonSerializer.SerializeToElement(new { transaction }) : null,
        Keys = new LogKeys { Kind = kind, Transaction = transaction, ChildRef = Ids.New(), Agent = "https://id.example iro.th1", Purpose = "review", Outcome = "permit" },
    };

    public async Task<IReadOnlyList<Row>> RowsAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return [.. await connection.QueryAsync<Row>("SELECT idx, entry_id, recorded_at, clock_back, transaction_id, leaf, leaf_hash FROM log_entries ORDER BY idx")];
    }

    public async Task<(long Size, byte[]? Frontier)> HeadAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return await connection.QuerySingleAsync<(long, byte[]?)>("SELECT size, frontier FROM log_head WHERE id = 1");
    }

    /// <summary>Every number from 0 once, each hash that of its leaf, and the head the root of them all. Returns the transactions in order.</summary>
    public async Task<IReadOnlyList<string>> WholeAsync()
    {
        var rows = await RowsAsync();
        var frontier = new MerkleFrontier();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Idx != i) throw new InvalidOperationException($"gap at {i}");
            if (!Merkle.LeafHash(rows[i].Leaf).AsSpan().SequenceEqual(rows[i].LeafHash)) throw new InvalidOperationException($"hash at {i}");
            frontier.Append(rows[i].LeafHash);
        }

        var (size, edge) = await HeadAsync();
        if (size != rows.Count || !(edge ?? []).AsSpan().SequenceEqual(frontier.ToBytes())) throw new InvalidOperationException("head");
        if (rows.Select(row => row.EntryId).Distinct().Count() != rows.Count) throw new InvalidOperationException("an entry twice");

        return [.. rows.Select(row => row.TransactionId)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in writers) await writer.DisposeAsync();
        await dispose();
        Directory.Delete(folder, recursive: true);
    }

    public sealed record Row
    {
        public required long Idx { get; init; }
        public required string EntryId { get; init; }
        public required long RecordedAt { get; init; }
        public required bool ClockBack { get; init; }
        public required string TransactionId { get; init; }
        public required byte[] Leaf { get; init; }
        public required byte[] LeafHash { get; init; }
    }
}
