using System.Text.Json;
using BoroughBridge.Host.Configuration;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.EndToEnd;

/// <summary>What a test looks up behind the demonstration's back, in its databases.</summary>
internal sealed class DemonstrationFacts(RunningDemonstration demonstration)
{
    private readonly BridgeOptions options = ConfigurationFile.Read(Path.Combine(demonstration.Data, "boroughbridge.json"), []);

    public BridgeOptions Options => options;

    public Database Open(string role) =>
        new(role == "routing" ? options.Routing!.Database : options.Holdings.Single(holding => holding.Holding.Authority == role).Holding.Database);

    /// <summary>A child of the holder who is allocated to the login.</summary>
    public async Task<string> ChildOfAsync(string holder, string iro) =>
        (await demonstration.JsonAsync("demo", "children", "--json")).EnumerateArray()
            .First(child => Text(child, "holder") == holder && Text(child, "iro") == iro).GetProperty("childRef").GetString()!;

    /// <summary>Ids in routing's index of one child's file, of one type, oldest label-free first; the Binary beside each where it has one.</summary>
    public async Task<IReadOnlyList<(string Id, string? BinaryId, string Kind)>> ThingsAsync(string childRef, string type)
    {
        await using var database = Open("routing");
        await using var connection = await database.OpenAsync(default);

        return [.. await connection.QueryAsync<(string, string?, string)>(
            "SELECT id, binary_id, kind FROM idx_things WHERE child_ref = @childRef AND type = @type AND labels = '' AND withdrawn = 0 ORDER BY day", new { childRef, type })];
    }

    /// <summary>Kinds and outcomes of a role's log entries about a child, in order, with their transactions.</summary>
    public async Task<IReadOnlyList<(string Kind, string? Transaction, string Outcome, string? Agent)>> LogAsync(string role, string childRef)
    {
        await using var database = Open(role);
        await using var connection = await database.OpenAsync(default);

        return [.. await connection.QueryAsync<(string, string?, string, string?)>(
            "SELECT kind, transaction_id, outcome, agent FROM log_entries WHERE child_ref = @childRef ORDER BY idx", new { childRef })];
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
