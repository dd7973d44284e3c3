using System.Runtime.CompilerServices;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Reading;

/// <summary>Reads a log: for operators' and auditors' pages, and for export.</summary>
public sealed class LogReader(Database database)
{
    private const int Chunk = 200;

    private const string Columns =
        "idx, recorded_at, clock_back, kind, transaction_id, child_ref, agent, purpose, outcome, leaf, leaf_hash, manifest";

    /// <summary>Newest first, at most <see cref="LogQuery.MostTaken"/>.</summary>
    public async Task<LogPage> FindAsync(LogQuery query, CancellationToken ct)
    {
        var take = Math.Clamp(query.Take, 1, LogQuery.MostTaken);
        var (where, values) = Conditions(query);
        values.Add("take", take + 1);
        await using var connection = await database.OpenAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM log_entries{where} ORDER BY idx DESC LIMIT @take", values, cancellationToken: ct))).AsList();

        return new()
        {
            Entries = [.. rows.Take(take).Select(row => row.ToEntry())],
            Before = rows.Count > take ? rows[take - 1].Idx : null,
        };
    }

    /// <summary>The entry at an index; none where there is none.</summary>
    public async Task<LoggedEntry?> AtAsync(long index, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM log_entries WHERE idx = @index", new { index }, cancellationToken: ct));

        return row?.ToEntry();
    }

    /// <summary>All entries from an index up to, and without, another, in order as the database has them.</summary>
    public async IAsyncEnumerable<LoggedEntry> RangeAsync(long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        while (from < to)
        {
            await using var connection = await database.OpenAsync(ct);
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM log_entries WHERE idx >= @from AND idx < @to ORDER BY idx LIMIT {Chunk}", new { from, to }, cancellationToken: ct))).AsList();
            foreach (var row in rows) yield return row.ToEntry();
            if (rows.Count < Chunk) yield break;
            from = rows[^1].Idx + 1;
        }
    }

    private static (string Where, DynamicParameters Values) Conditions(LogQuery query)
    {
        var conditions = new List<string>();
        var values = new DynamicParameters();
        Add("child_ref = @child", "child", query.ChildRef);
        Add("agent = @agent", "agent", query.Agent);
        Add("kind = @kind", "kind", query.Kind);
        Add("transaction_id = @transactionId", "transactionId", query.Transaction);
        Add("outcome = @outcome", "outcome", query.Outcome);
        Add("recorded_at >= @since", "since", query.From?.ToMicroseconds());
        Add("recorded_at < @until", "until", query.To?.ToMicroseconds());
        Add("idx < @before", "before", query.Before);

        return (conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions), values);

        void Add(string condition, string name, object? value)
        {
            if (value is null) return;
            conditions.Add(condition);
            values.Add(name, value);
        }
    }

    private sealed record Row
    {
        public required long Idx { get; init; }
        public required long RecordedAt { get; init; }
        public required bool ClockBack { get; init; }
        public required string Kind { get; init; }
        public string? TransactionId { get; init; }
        public string? ChildRef { get; init; }
        public string? Agent { get; init; }
        public string? Purpose { get; init; }
        public required string Outcome { get; init; }
        public required byte[] Leaf { get; init; }
        public required byte[] LeafHash { get; init; }
        public byte[]? Manifest { get; init; }

        public LoggedEntry ToEntry() => new()
        {
            Index = Idx,
            RecordedAt = Instants.FromMicroseconds(RecordedAt),
            ClockBack = ClockBack,
            Keys = new LogKeys { Kind = Kind, Transaction = TransactionId, ChildRef = ChildRef, Agent = Agent, Purpose = Purpose, Outcome = Outcome },
            LeafHash = Convert.ToHexStringLower(LeafHash),
            Leaf = Leaf,
            Manifest = Manifest is { } bytes ? new ReadOnlyMemory<byte>(bytes) : default(ReadOnlyMemory<byte>?),
        };
    }
}
