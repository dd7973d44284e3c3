using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.Sites;

/// <summary>
/// What routing's index must hold once it stands at a holder's head: the stream's entries, each applied once in order, by a dozen lines that know nothing of
/// routing's own code. An event lost, doubled or out of order makes the two differ.
/// </summary>
internal static class ReplayedIndex
{
    /// <summary>Lines like <c>thing ID version 3</c> and <c>grant ID open</c>, sorted.</summary>
    public static async Task<IReadOnlyList<string>> ExpectedAsync(Database holder, string stream, string epoch)
    {
        await using var connection = await holder.OpenAsync(default);
        var rows = await connection.QueryAsync<byte[]>("SELECT entry FROM stream_entries WHERE stream = @stream AND epoch = @epoch ORDER BY number", new { stream, epoch });
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in rows.Select(row => JsonSerializer.Deserialize<StreamEntry>(row, Wire.Json)!)) Apply(state, entry.Type, entry.Data);

        return Lines(state);
    }

    /// <summary>The same lines from the holder's own present state, whatever its stream has told: what must be in the index after a resync.</summary>
    public static async Task<IReadOnlyList<string>> OfStateAsync(Database holder)
    {
        await using var connection = await holder.OpenAsync(default);
        var facts = await connection.QueryAsync<(string Type, string Data)>(
            "SELECT f.type, f.data FROM facts f JOIN children c ON c.child_ref = f.child_ref WHERE c.introduced IS NOT NULL ORDER BY f.recorded, f.resource_id, f.ordinal");
        var grants = await connection.QueryAsync<(string Id, string State, string? Reason)>(
            "SELECT allocation_id, state, reason FROM allocations WHERE superseded IS NULL AND was_granted = 1");
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts) Apply(state, fact.Type, JsonSerializer.Deserialize<JsonElement>(fact.Data));
        foreach (var grant in grants) state[$"grant {grant.Id}"] = grant.State == "granted" ? "open" : grant.Reason!;

        return Lines(state);
    }

    /// <summary>The same lines, from routing's tables.</summary>
    public static async Task<IReadOnlyList<string>> ActualAsync(Database routing, string holder)
    {
        await using var connection = await routing.OpenAsync(default);
        var things = await connection.QueryAsync<(string Type, string Id, long Version, int Withdrawn)>(
            "SELECT type, id, version, withdrawn FROM idx_things WHERE holder = @holder AND type <> 'Encounter'", new { holder });
        var children = await connection.QueryAsync<(string Ref, long Version)>("SELECT child_ref, version FROM idx_children WHERE holder = @holder AND version > 0", new { holder });
        var grants = await connection.QueryAsync<(string Id, string? Reason)>("SELECT allocation_id, end_reason FROM grants WHERE holder = @holder", new { holder });

        return
        [
            .. things.Select(thing => $"thing {thing.Type} {thing.Id} version {thing.Version}{(thing.Withdrawn == 0 ? "" : " withdrawn")}")
                .Concat(children.Select(child => $"child {child.Ref} version {child.Version}"))
                .Concat(grants.Select(grant => $"grant {grant.Id} {grant.Reason ?? "open"}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void Apply(SortedDictionary<string, string> state, string type, JsonElement data)
    {
        string Text(string name) => data.GetProperty(name).GetString()!;
        string Version() => $"version {data.GetProperty("version").GetInt64()}";
        switch (type)
        {
            case CarePlanPublished.Type:
                state[$"thing CarePlan {Text("carePlanId")}"] = Version();
                break;
            case DocumentAvailable.Type:
                state[$"thing DocumentReference {Text("documentId")}"] = Version();
                break;
            case DocumentWithdrawn.Type:
                state[$"thing DocumentReference {Text("documentId")}"] = Version() + " withdrawn";
                break;
            case ChildIdentityChanged.Type:
                state[$"child {Text("childRef")}"] = Version();
                break;
            case IroAllocated.Type:
                state[$"grant {Text("allocationId")}"] = "open";
                break;
            case IroAllocationEnded.Type:
                state[$"grant {Text("allocationId")}"] = Text("reason");
                break;
        }
    }

    private static string[] Lines(SortedDictionary<string, string> state) => [.. state.Select(pair => $"{pair.Key} {pair.Value}")];
}
