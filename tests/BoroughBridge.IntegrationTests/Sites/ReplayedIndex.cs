using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;
using System.Text.Json;

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
        foreach (var entry in rows.Select(row => JsonSerializer.Deserialize<StreamEntry>(row, Wire.Json)!)) Apply(state, entry);

        return [.. state.Select(pair => $"{pair.Key} {pair.Value}")];
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

    private static void Apply(SortedDictionary<string, string> state, StreamEntry entry)
    {
        switch (entry.Type)
        {
            case CarePlanPublished.Type when entry.As<CarePlanPublished>() is var plan:
                state[$"thing CarePlan {plan.CarePlanId}"] = $"version {plan.Version}";
                break;
            case DocumentAvailable.Type when entry.As<DocumentAvailable>() is var document:
                state[$"thing DocumentReference {document.DocumentId}"] = $"version {document.Version}";
                break;
            case DocumentWithdrawn.Type when entry.As<DocumentWithdrawn>() is var document:
                state[$"thing DocumentReference {document.DocumentId}"] = $"version {document.Version} withdrawn";
                break;
            case ChildIdentityChanged.Type when entry.As<ChildIdentityChanged>() is var child:
                state[$"child {child.ChildRef}"] = $"version {child.Version}";
                break;
            case IroAllocated.Type when entry.As<IroAllocated>() is var allocated:
                state[$"grant {allocated.AllocationId}"] = "open";
                break;
            case IroAllocationEnded.Type when entry.As<IroAllocationEnded>() is var ended:
                state[$"grant {ended.AllocationId}"] = ended.Reason;
                break;
        }
    }
}
