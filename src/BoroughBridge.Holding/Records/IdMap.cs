using System.Data.Common;
using BoroughBridge.Contracts;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Records;

/// <summary>Random ids for a source's things, stable across re-imports; the source's keys are kept only as HMACs.</summary>
public sealed class IdMap(Database database, LookupKey lookup)
{
    private const string Find = "SELECT id FROM id_map WHERE source = @source AND type = @type AND source_key = @key";

    internal async Task<string> IdForAsync(string source, string type, string sourceKey, CancellationToken ct)
    {
        var key = lookup.Of($"{source}/{type}", sourceKey);
        await using (var connection = await database.OpenAsync(ct))
        {
            if (await connection.QuerySingleOrDefaultAsync<string>(Find, new { source, type, key }) is { } known) return known;
        }

        return await database.InTransactionAsync(transaction => IdForAsync(source, type, sourceKey, transaction), ct);
    }

    /// <summary>In the caller's transaction.</summary>
    internal async Task<string> IdForAsync(string source, string type, string sourceKey, DbTransaction transaction)
    {
        var connection = transaction.Connection!;
        var key = lookup.Of($"{source}/{type}", sourceKey);
        await connection.ExecuteAsync(
            "INSERT INTO id_map (source, type, source_key, id) VALUES (@source, @type, @key, @id) ON CONFLICT (source, type, source_key) DO NOTHING",
            new { source, type, key, id = Ids.New() }, transaction);

        return await connection.QuerySingleAsync<string>(Find, new { source, type, key }, transaction);
    }
}
