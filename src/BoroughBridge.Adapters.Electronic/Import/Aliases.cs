using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>
/// Keys the ICS has given anew (EDGE-27): a thing is known here by the key it was first seen under, however often the ICS renames it, so ids and deep
/// links stay.
/// </summary>
internal sealed class Aliases(Database database)
{
    private const int MostHops = 20;
    private Dictionary<(string Entity, string NewId), string> firstIds = [];
    private Dictionary<(string Entity, string FirstId), string> newIds = [];

    /// <summary>The key the thing was first known by.</summary>
    public string First(string entity, string id)
    {
        for (var hops = 0; hops < MostHops && firstIds.TryGetValue((entity, id), out var older); hops++) id = older;

        return id;
    }

    /// <summary>What the ICS calls the thing now.</summary>
    public string Latest(string entity, string id)
    {
        for (var hops = 0; hops < MostHops && newIds.TryGetValue((entity, id), out var newer); hops++) id = newer;

        return id;
    }

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        firstIds = (await connection.QueryAsync<(string Entity, string NewId, string FirstId)>("SELECT entity, new_id, first_id FROM electronic_aliases"))
            .ToDictionary(row => (row.Entity, row.NewId), row => row.FirstId);
        newIds = firstIds.GroupBy(pair => (pair.Key.Entity, pair.Value)).ToDictionary(group => group.Key, group => group.Last().Key.NewId);
    }

    /// <summary>Takes in what the ICS says was renamed. A rename once known is never changed: a key is not reused (LAW-44).</summary>
    public async Task TakeAsync(IReadOnlyList<IcsRow<IcsReplacedId>> rows, CancellationToken ct)
    {
        var fresh = rows.Where(row => row.Fault is null && row.Value!.OldId != row.Value.NewId && !firstIds.ContainsKey((row.Value.Entity, row.Value.NewId))).Select(row => row.Value!).ToArray();
        if (fresh.Length == 0) return;
        await database.InTransactionAsync(
            async transaction =>
            {
                foreach (var row in fresh)
                    await transaction.Connection!.ExecuteAsync(
                        "INSERT INTO electronic_aliases (entity, new_id, first_id) VALUES (@Entity, @NewId, @OldId) ON CONFLICT (entity, new_id) DO NOTHING", row, transaction);
            },
            ct);
        await LoadAsync(ct);
    }
}
