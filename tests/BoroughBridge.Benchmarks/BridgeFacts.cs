using BoroughBridge.Host.Configuration;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Benchmarks;

/// <summary>What a benchmark looks up in the databases of the demonstration it has started.</summary>
internal sealed class BridgeFacts(RunningDemonstration bridge)
{
    public BridgeOptions Options { get; } = ConfigurationFile.Read(Path.Combine(bridge.Data, "boroughbridge.json"), []);

    /// <summary>An Islington child of the IRO.</summary>
    public async Task<string> ChildAsync(string iro)
    {
        await using var database = new Database(Options.Routing!.Database);
        await using var connection = await database.OpenAsync(default);

        return await connection.QueryFirstAsync<string>("SELECT child_ref FROM grants WHERE subject = @iro AND holder = 'islington' AND end_reason IS NULL ORDER BY child_ref", new { iro });
    }

    /// <summary>Resources of an Islington child of the IRO that she may read, with their paths under <c>/fhir</c>.</summary>
    public async Task<IReadOnlyList<string>> ReadableAsync(string iro)
    {
        await using var database = new Database(Options.Routing!.Database);
        await using var connection = await database.OpenAsync(default);

        return [.. await connection.QueryAsync<string>(
            "SELECT t.type || '/' || t.id FROM idx_things t JOIN grants g ON g.child_ref = t.child_ref WHERE g.subject = @iro AND t.type <> 'Encounter' AND t.labels = '' AND t.withdrawn = 0", new { iro })];
    }
}
