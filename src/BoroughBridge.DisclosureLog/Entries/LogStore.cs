// Promise: indices have no gap and no repeat, whatever is killed when: they are taken under the lock of the head and committed with it.
using System.Data.Common;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Storage;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace BoroughBridge.DisclosureLog;

/// <summary>The log's two tables, as one transaction of their owner's database sees them.</summary>
internal sealed class LogStore(Database database, int timeoutSeconds)
{
    /// <summary>A clock may stand this far behind the last entry before its entries are marked: other instances write too.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private const string Columns =
        "idx, entry_id, recorded_at, clock_back, kind, transaction_id, child_ref, agent, purpose, outcome, leaf, leaf_hash, manifest";

    private const string HeadUpdate =
        "UPDATE log_head SET size = @size, frontier = @frontier, last_leaf_hash = @lastLeafHash, last_recorded = @lastRecorded WHERE id = 1";

    /// <summary>
    /// Appends the leaves in order behind the head. With <paramref name="settle"/>, some may have been committed already by an attempt whose
    /// outcome was never heard: those keep the place they have. The head's lock is taken first, so such an attempt has ended either way.
    /// </summary>
    public async Task<LogReceipt[]> AppendAsync(IReadOnlyList<LogLeaf> leaves, bool settle, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        if (!database.IsInPlace(transaction)) throw new LogUnavailableException("log-file-gone");
        var head = await connection.QuerySingleOrDefaultAsync<LogHead>(Command(
            "SELECT size, frontier, last_leaf_hash, last_recorded FROM log_head WHERE id = 1" + database.ForUpdate, null, transaction, ct))
            ?? throw new LogUnavailableException("log-head-missing");
        var written = settle ? await WrittenAsync(leaves, transaction, ct) : [];

        var frontier = head.Edge();
        var recorded = head.LastRecorded;
        var receipts = new LogReceipt[leaves.Count];
        var rows = new List<LogRow>(leaves.Count);
        for (var i = 0; i < leaves.Count; i++)
        {
            var leaf = leaves[i];
            if (!written.TryGetValue(leaf.Id, out var place))
            {
                place = new(frontier.Size, Convert.ToHexStringLower(leaf.Hash));
                var back = leaf.At < recorded - (long)Skew.TotalMicroseconds;
                recorded = Math.Max(recorded, leaf.At);
                rows.Add(new(place.Index, recorded, back, leaf));
                frontier.Append(leaf.Hash);
                written[leaf.Id] = place;
            }

            receipts[i] = place;
        }

        if (rows.Count > 0) await InsertAsync(rows, frontier, transaction, ct);

        return receipts;
    }

    /// <summary>That the head is the head of what is there: the last entry has the last index, time and hash; and that the key is the one the log has signed with.</summary>
    /// <exception cref="LogUnavailableException"><c>log-head-missing</c>, <c>log-head-mismatch</c>, <c>log-key-changed</c> or <c>log-not-durable</c>.</exception>
    public async Task CheckAsync(byte[]? publicKey, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (!await IsDurableAsync(connection, ct)) throw new LogUnavailableException("log-not-durable");
        // One statement, so head and last entry are of one moment: other instances may be writing.
        var found = await connection.QuerySingleOrDefaultAsync<Ends>(new CommandDefinition(
            """
            SELECT h.size, h.frontier, h.last_leaf_hash, h.last_recorded, e.idx, e.recorded_at, e.leaf, e.leaf_hash
            FROM log_head h LEFT JOIN log_entries e ON e.idx = (SELECT MAX(idx) FROM log_entries) WHERE h.id = 1
            """,
            commandTimeout: timeoutSeconds,
            cancellationToken: ct)) ?? throw new LogUnavailableException("log-head-missing");
        if (!found.Agree()) throw new LogUnavailableException("log-head-mismatch");

        var known = await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
            "SELECT public_key FROM log_identity WHERE id = 1", commandTimeout: timeoutSeconds, cancellationToken: ct));
        if (known is not null && publicKey is not null && !known.AsSpan().SequenceEqual(publicKey)) throw new LogUnavailableException("log-key-changed");
    }

    /// <summary>Takes the head's lock and looks at the table's end, as a write would.</summary>
    /// <exception cref="LogUnavailableException">The file is gone, or the head is not the head of what is there.</exception>
    public async Task ProbeAsync(DbTransaction transaction, CancellationToken ct)
    {
        if (!database.IsInPlace(transaction)) throw new LogUnavailableException("log-file-gone");
        var size = await transaction.Connection!.ExecuteScalarAsync<long?>(Command("SELECT size FROM log_head WHERE id = 1" + database.ForUpdate, null, transaction, ct));
        var last = await transaction.Connection!.ExecuteScalarAsync<long?>(Command("SELECT MAX(idx) FROM log_entries", null, transaction, ct));
        if ((last ?? -1) != size - 1) throw new LogUnavailableException(size is null ? "log-head-missing" : "log-head-mismatch");
    }

    // A commit that PostgreSQL answers before it is on disk is no commit to us, whoever set it so.
    private async Task<bool> IsDurableAsync(DbConnection connection, CancellationToken ct) =>
        database.Kind != DatabaseKind.Postgres
        || await connection.ExecuteScalarAsync<string>(new CommandDefinition("SHOW synchronous_commit", commandTimeout: timeoutSeconds, cancellationToken: ct)) != "off";

    /// <summary>The head as it stands, without a lock.</summary>
    public async Task<LogHead> HeadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await HeadAsync(connection, null, ct);
    }

    /// <summary>The head as the transaction sees it, without a lock.</summary>
    public Task<LogHead> HeadAsync(DbTransaction transaction, CancellationToken ct) => HeadAsync(transaction.Connection!, transaction, ct);

    private async Task<LogHead> HeadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<LogHead>(new CommandDefinition(
            "SELECT size, frontier, last_leaf_hash, last_recorded FROM log_head WHERE id = 1", null, transaction, timeoutSeconds, cancellationToken: ct))
        ?? throw new LogUnavailableException("log-head-missing");

    private async Task<Dictionary<string, LogReceipt>> WrittenAsync(IReadOnlyList<LogLeaf> leaves, DbTransaction transaction, CancellationToken ct)
    {
        var ids = leaves.Select(leaf => leaf.Id).ToArray();
        var sql = database.Kind == DatabaseKind.Postgres
            ? "SELECT entry_id, idx, leaf_hash FROM log_entries WHERE entry_id = ANY(@ids)"
            : "SELECT entry_id, idx, leaf_hash FROM log_entries WHERE entry_id IN @ids";
        var rows = await transaction.Connection!.QueryAsync<(string Id, long Index, byte[] Hash)>(Command(sql, new { ids }, transaction, ct));

        return rows.ToDictionary(row => row.Id, row => new LogReceipt(row.Index, Convert.ToHexStringLower(row.Hash)), StringComparer.Ordinal);
    }

    private Task InsertAsync(IReadOnlyList<LogRow> rows, MerkleFrontier frontier, DbTransaction transaction, CancellationToken ct) =>
        transaction is NpgsqlTransaction postgres ? InsertManyAsync(rows, frontier, postgres, ct) : InsertEachAsync(rows, frontier, transaction, ct);

    // One round trip and one statement however many rows.
    private async Task InsertManyAsync(IReadOnlyList<LogRow> rows, MerkleFrontier frontier, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { Timeout = timeoutSeconds };
        var insert = new NpgsqlBatchCommand(
            $"INSERT INTO log_entries ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        insert.Parameters.Add(Each(NpgsqlDbType.Bigint, rows, row => row.Index));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Id));
        insert.Parameters.Add(Each(NpgsqlDbType.Bigint, rows, row => row.Recorded));
        insert.Parameters.Add(Each(NpgsqlDbType.Integer, rows, row => row.ClockBack ? 1 : 0));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.Kind));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.Transaction));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.ChildRef));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.Agent));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.Purpose));
        insert.Parameters.Add(Each(NpgsqlDbType.Text, rows, row => row.Leaf.Keys.Outcome));
        insert.Parameters.Add(Each(NpgsqlDbType.Bytea, rows, row => row.Leaf.Bytes));
        insert.Parameters.Add(Each(NpgsqlDbType.Bytea, rows, row => row.Leaf.Hash));
        insert.Parameters.Add(Each(NpgsqlDbType.Bytea, rows, row => row.Leaf.Manifest));
        batch.BatchCommands.Add(insert);

        var head = new NpgsqlBatchCommand("UPDATE log_head SET size = $1, frontier = $2, last_leaf_hash = $3, last_recorded = $4 WHERE id = 1");
        head.Parameters.Add(new NpgsqlParameter<long> { TypedValue = frontier.Size });
        head.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = frontier.ToBytes() });
        head.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = rows[^1].Leaf.Hash });
        head.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows[^1].Recorded });
        batch.BatchCommands.Add(head);

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<T[]> Each<T>(NpgsqlDbType type, IReadOnlyList<LogRow> rows, Func<LogRow, T> value) =>
        new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. rows.Select(value)] };

    private async Task InsertEachAsync(IReadOnlyList<LogRow> rows, MerkleFrontier frontier, DbTransaction transaction, CancellationToken ct)
    {
        var sql = $"INSERT INTO log_entries ({Columns}) VALUES " +
            "(@index, @id, @recorded, @back, @kind, @transactionId, @childRef, @agent, @purpose, @outcome, @leaf, @hash, @manifest)";
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(Command(
            sql,
            rows.Select(row => new
            {
                index = row.Index,
                id = row.Leaf.Id,
                recorded = row.Recorded,
                back = row.ClockBack,
                kind = row.Leaf.Keys.Kind,
                transactionId = row.Leaf.Keys.Transaction,
                childRef = row.Leaf.Keys.ChildRef,
                agent = row.Leaf.Keys.Agent,
                purpose = row.Leaf.Keys.Purpose,
                outcome = row.Leaf.Keys.Outcome,
                leaf = row.Leaf.Bytes,
                hash = row.Leaf.Hash,
                manifest = row.Leaf.Manifest,
            }),
            transaction,
            ct));
        await connection.ExecuteAsync(Command(
            HeadUpdate,
            new { size = frontier.Size, frontier = frontier.ToBytes(), lastLeafHash = rows[^1].Leaf.Hash, lastRecorded = rows[^1].Recorded },
            transaction,
            ct));
    }

    private CommandDefinition Command(string sql, object? values, DbTransaction transaction, CancellationToken ct) =>
        new(sql, values, transaction, timeoutSeconds, cancellationToken: ct);

    private sealed record LogRow(long Index, long Recorded, bool ClockBack, LogLeaf Leaf);

    private sealed record Ends
    {
        public required long Size { get; init; }
        public byte[]? Frontier { get; init; }
        public byte[]? LastLeafHash { get; init; }
        public required long LastRecorded { get; init; }
        public long? Idx { get; init; }
        public long? RecordedAt { get; init; }
        public byte[]? Leaf { get; init; }
        public byte[]? LeafHash { get; init; }

        public bool Agree()
        {
            var head = new LogHead { Size = Size, Frontier = Frontier, LastLeafHash = LastLeafHash, LastRecorded = LastRecorded };
            if (!head.EdgeHolds()) return false;
            if (Idx is null) return Size == 0 && LastLeafHash is null;

            return Idx == Size - 1 && RecordedAt == LastRecorded && LastLeafHash is { } last && LeafHash.AsSpan().SequenceEqual(last)
                && Merkle.LeafHash(Leaf).AsSpan().SequenceEqual(last);
        }
    }
}
