using System.Text.Json;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>Reads the pairable facts out of a part's own log.</summary>
public sealed class PairableReader(Database database)
{
    private const int MostAtOnce = 1000;

    /// <summary>Facts recorded from a time on and standing at or behind an index; those of one holder where one is named.</summary>
    public async Task<PairableFacts> ReadAsync(string part, DateTimeOffset since, long from, string? holder, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = (await connection.QueryAsync<(long Idx, long RecordedAt, string Kind, string? Transaction, string? ChildRef, byte[] Leaf)>(new CommandDefinition(
            $"""
            SELECT idx, recorded_at, kind, transaction_id, child_ref, leaf FROM log_entries
            WHERE idx >= @from AND recorded_at >= @since AND kind IN ('{LogKinds.Source}', '{LogKinds.Recipient}', '{LogKinds.NotDisclosed}') ORDER BY idx LIMIT {MostAtOnce}
            """,
            new { from, since = since.ToMicroseconds() }, cancellationToken: ct))).AsList();
        var facts = rows.Where(row => row.Leaf.Length > 0).Select(row => Of(part, row));

        return new([.. facts.Where(fact => holder is null || fact.Holder == holder)], rows.Count == MostAtOnce ? rows[^1].Idx + 1 : null);
    }

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<PairableFact>> AllAsync(string part, DateTimeOffset since, CancellationToken ct)
    {
        var all = new List<PairableFact>();
        for (long? from = 0; from is not null;)
        {
            var page = await ReadAsync(part, since, from.Value, null, ct);
            all.AddRange(page.Facts);
            from = page.Next;
        }

        return all;
    }

    // The custodian of a disclosure is its first agent's part, on both sides.
    private static PairableFact Of(string part, (long Idx, long RecordedAt, string Kind, string? Transaction, string? ChildRef, byte[] Leaf) row)
    {
        using var leaf = JsonDocument.Parse(row.Leaf);
        var holder = leaf.RootElement.GetProperty("event").GetProperty("agent")[0].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString()!;
        var manifest = leaf.RootElement.TryGetProperty("manifest", out var hash) ? hash.GetString() : null;

        return new(part, row.Idx, Instants.FromMicroseconds(row.RecordedAt), row.Kind, holder, row.Transaction, row.ChildRef, manifest);
    }
}
