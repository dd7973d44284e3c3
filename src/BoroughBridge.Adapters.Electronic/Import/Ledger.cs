using System.Data.Common;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>A resource the adapter has handed over, as the ledger knows it.</summary>
internal sealed class LedgerRow
{
    public string Id { get; set; } = "";
    public string RowId { get; set; } = "";
    public string Part { get; set; } = "";
    public string ContentKey { get; set; } = "";
    public bool Present { get; set; }
}

/// <summary>What reading one part of one file came to; written in one transaction.</summary>
internal sealed class PartOutcome(string personId, string part)
{
    public string PersonId => personId;
    public string Part => part;
    public List<(string Id, string RowId, string ContentKey)> Taken { get; } = [];
    public List<string> Back { get; } = [];
    public List<string> Vanished { get; } = [];
    public List<(string SourceKey, string Field, string Code)> Quarantined { get; } = [];
    public HashSet<string> Cleared { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Taken.Count + Back.Count + Vanished.Count + Quarantined.Count + Cleared.Count == 0;
}

/// <summary>The adapter's memory of rows, in the holding's database: what was taken, what vanished, what could not be taken.</summary>
internal sealed class Ledger(Database database, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToMicroseconds();

    public async Task<IReadOnlyDictionary<string, LedgerRow>> OfAsync(string personId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await connection.QueryAsync<LedgerRow>("SELECT id, row_id, part, content_key, present FROM electronic_rows WHERE person_id = @personId", new { personId }))
            .ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    /// <summary>Keys of the rows of a file that are in quarantine, by part.</summary>
    public async Task<ILookup<string, string>> QuarantinedAsync(string personId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await connection.QueryAsync<(string Part, string SourceKey)>("SELECT part, source_key FROM electronic_quarantine WHERE person_id = @personId", new { personId }))
            .ToLookup(row => row.Part, row => row.SourceKey, StringComparer.Ordinal);
    }

    public Task WriteAsync(PartOutcome outcome, CancellationToken ct) => outcome.IsEmpty ? Task.CompletedTask : database.InTransactionAsync(
        async transaction =>
        {
            foreach (var (id, rowId, contentKey) in outcome.Taken)
                await RunAsync(
                    transaction,
                    """
                    INSERT INTO electronic_rows (id, row_id, person_id, part, content_key, present, recorded) VALUES (@id, @rowId, @PersonId, @Part, @contentKey, 1, @Now)
                    ON CONFLICT (id) DO UPDATE SET row_id = excluded.row_id, person_id = excluded.person_id, content_key = excluded.content_key, present = 1, recorded = excluded.recorded
                    """,
                    new { id, rowId, outcome.PersonId, outcome.Part, contentKey, Now });
            foreach (var id in outcome.Back) await RunAsync(transaction, "UPDATE electronic_rows SET present = 1, recorded = @Now WHERE id = @id", new { id, Now });
            foreach (var id in outcome.Vanished) await RunAsync(transaction, "UPDATE electronic_rows SET present = 0, recorded = @Now WHERE id = @id", new { id, Now });
            foreach (var sourceKey in outcome.Cleared)
                await RunAsync(transaction, "DELETE FROM electronic_quarantine WHERE part = @Part AND source_key = @sourceKey", new { outcome.Part, sourceKey });
            foreach (var (sourceKey, field, code) in outcome.Quarantined)
                await RunAsync(
                    transaction,
                    """
                    INSERT INTO electronic_quarantine (part, source_key, person_id, field, code, first_seen, last_seen, times) VALUES (@Part, @sourceKey, @PersonId, @field, @code, @Now, @Now, 1)
                    ON CONFLICT (part, source_key) DO UPDATE
                    SET person_id = excluded.person_id, field = excluded.field, code = excluded.code, last_seen = excluded.last_seen, times = electronic_quarantine.times + 1
                    """,
                    new { outcome.Part, sourceKey, outcome.PersonId, field, code, Now });
        },
        ct);

    private static Task<int> RunAsync(DbTransaction transaction, string sql, object values) => transaction.Connection!.ExecuteAsync(sql, values, transaction);
}
