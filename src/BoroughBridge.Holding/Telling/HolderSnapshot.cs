using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using Dapper;
using System.Data.Common;
using System.Text.Json;

namespace BoroughBridge.Holding.Telling;

/// <summary>The present state of the agreements and of every introduced child as the events that would make it: facts, then where each allocation stands.</summary>
internal static class HolderSnapshot
{
    /// <summary>Read in a transaction that holds the stream's head, so it is the state at exactly that number.</summary>
    public static async Task<IReadOnlyList<SnapshotEvent>> EventsAsync(AgreementBook agreements, string holder, DbTransaction transaction)
    {
        var connection = transaction.Connection!;
        var events = new List<SnapshotEvent>(await agreements.SnapshotAsync(holder, transaction));
        var facts = await connection.QueryAsync<FactRow>(
            """
            SELECT f.type, f.data, f.recorded FROM facts f JOIN children c ON c.child_ref = f.child_ref
            WHERE c.introduced IS NOT NULL ORDER BY f.child_ref, f.recorded, f.resource_id, f.ordinal
            """,
            transaction: transaction);
        foreach (var fact in facts)
            events.Add(new() { Type = fact.Type, Time = Instants.FromMicroseconds(fact.Recorded), Data = JsonDocument.Parse(fact.Data).RootElement });

        foreach (var allocation in await AllocationRows.AllAsync(connection, transaction)) events.AddRange(Of(allocation));

        return events;
    }

    private static IEnumerable<SnapshotEvent> Of(AllocationRow row)
    {
        if (row.State == AllocationStates.Proposed) yield return Of(row.ToProposed(), row);
        if (row.WasGranted) yield return Of(row.ToAllocated(), row);
        if (row.WasGranted && row.State == AllocationStates.Ended) yield return Of(row.ToEnded(), row);
    }

    private static SnapshotEvent Of(IChildEvent data, AllocationRow row) => new()
    {
        Type = EventCatalogue.NameOf(data),
        Time = Instants.FromMicroseconds(row.Recorded),
        Data = JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json),
    };
}
