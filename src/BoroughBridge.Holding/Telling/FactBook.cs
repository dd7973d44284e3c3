// Promise: a child is in the stream only from her introduction on; then everything known of her is, and each change once.
using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Telling;

/// <summary>The facts that are now true of each child, as events; kept for all, told only of children who have been introduced.</summary>
public sealed class FactBook(Database database, StreamWriter stream, TimeProvider clock)
{
    /// <summary>The child, locked until the transaction ends: puts, introductions and allocations of one child are one after another.</summary>
    internal async Task<ChildRow?> LockAsync(string childRef, DbTransaction transaction) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<ChildRow>(
            "SELECT child_ref, introduced, closed FROM children WHERE child_ref = @childRef" + database.ForUpdate, new { childRef }, transaction);

    /// <summary>Whether anything is known of a resource that would be told.</summary>
    internal static async Task<bool> KnowsAsync(string resourceId, DbTransaction transaction) =>
        await transaction.Connection!.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM facts WHERE resource_id = @resourceId", new { resourceId }, transaction) > 0;

    /// <summary>
    /// Puts these facts in place of what was known of a resource. Where the child is in the stream, tells them from the first that is new on, for a fact stands on
    /// those before it; and all of them where one is no longer true (an end that was entered in error), which no event says by itself.
    /// </summary>
    internal async Task ReplaceAsync(ChildRow child, string resourceId, IReadOnlyList<IChildEvent> facts, DbTransaction transaction, CancellationToken ct)
    {
        if (facts.Any(fact => fact.ChildRef != child.ChildRef)) throw new RecordRefusedException("event-child");
        var connection = transaction.Connection!;
        var known = (await connection.QueryAsync<FactRow>(
            "SELECT type, data, recorded FROM facts WHERE resource_id = @resourceId", new { resourceId }, transaction)).ToDictionary(fact => (fact.Type, fact.Data));
        await connection.ExecuteAsync("DELETE FROM facts WHERE resource_id = @resourceId", new { resourceId }, transaction);

        var now = clock.GetUtcNow().ToMicroseconds();
        var tells = known.Keys.Except(facts.Select(Written)).Any();
        for (var ordinal = 0; ordinal < facts.Count; ordinal++)
        {
            var (type, data) = Written(facts[ordinal]);
            var before = known.GetValueOrDefault((type, data));
            tells |= before is null;
            await connection.ExecuteAsync(
                "INSERT INTO facts (resource_id, ordinal, child_ref, type, data, recorded) VALUES (@resourceId, @ordinal, @ChildRef, @type, @data, @recorded)",
                new { resourceId, ordinal, child.ChildRef, type, data, recorded = tells ? now : before!.Recorded }, transaction);
            if (tells && child.Introduced is not null) await stream.AppendAsync(facts[ordinal], transaction, ct);
        }
    }

    /// <summary>Brings the child into the stream: all that is known of her, in the order it became known. Nothing where she is in it already.</summary>
    internal async Task IntroduceAsync(ChildRow child, DbTransaction transaction, CancellationToken ct)
    {
        if (child.Introduced is not null) return;
        child.Introduced = clock.GetUtcNow().ToMicroseconds();
        await transaction.Connection!.ExecuteAsync("UPDATE children SET introduced = @Introduced WHERE child_ref = @ChildRef", child, transaction);

        foreach (var fact in await OfAsync(child.ChildRef, transaction)) await stream.AppendAsync(Read(fact), transaction, ct);
    }

    /// <summary>The facts of one child, in order.</summary>
    internal static async Task<IReadOnlyList<FactRow>> OfAsync(string childRef, DbTransaction transaction) =>
        [.. await transaction.Connection!.QueryAsync<FactRow>(
            "SELECT type, data, recorded FROM facts WHERE child_ref = @childRef ORDER BY recorded, resource_id, ordinal", new { childRef }, transaction)];

    private static (string Type, string Data) Written(IChildEvent fact) =>
        (EventCatalogue.NameOf(fact), JsonSerializer.Serialize(fact, fact.GetType(), Wire.Json));

    private static IChildEvent Read(FactRow fact) =>
        (IChildEvent)JsonSerializer.Deserialize(fact.Data, EventCatalogue.RecordOf(fact.Type) ?? throw new JsonException("fact-type"), Wire.Json)!;
}

/// <summary>A child as her own row has her.</summary>
internal sealed class ChildRow
{
    public string ChildRef { get; set; } = "";
    public long? Introduced { get; set; }
    public bool Closed { get; set; }
}

/// <summary>A fact as its row has it.</summary>
internal sealed class FactRow
{
    public string Type { get; set; } = "";
    public string Data { get; set; } = "";
    public long Recorded { get; set; }
}
