using BoroughBridge.Host.Configuration;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Benchmarks;

/// <summary>What a benchmark looks up in the databases of the demonstration it has started.</summary>
internal sealed class BridgeFacts(RunningDemonstration bridge)
{
    public BridgeOptions Options { get; } = ConfigurationFile.Read(Path.Combine(bridge.Data, "boroughbridge.json"), []);

    /// <summary>Waits until the demonstration's scans are all read: the decoders would take the processors that are measured.</summary>
    public async Task AtRestAsync()
    {
        await using var holder = new Database(Options.Holdings.Single(one => one.Holding.Authority == "tower-hamlets").Holding.Database);
        var scans = Directory.EnumerateFiles(Path.Combine(bridge.Data, "stand-ins", "scans"), "*.pdf").Count();
        await Until.TrueAsync(
            async () =>
            {
                await using var connection = await holder.OpenAsync(default);

                return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM paper_files WHERE state = 'done'") >= scans;
            },
            600);
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
