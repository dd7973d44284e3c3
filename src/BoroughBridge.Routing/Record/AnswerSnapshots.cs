using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Routing.Allocations;
using Dapper;

namespace BoroughBridge.Routing.Record;

/// <summary>The present state of routing's stream towards a holder: what was done about its agreements, and every answer given to its proposals.</summary>
internal static class AnswerSnapshots
{
    public static async Task<IReadOnlyList<SnapshotEvent>> OfAsync(AgreementBook agreements, string holder, DbTransaction transaction, CancellationToken ct)
    {
        var answers = await transaction.Connection!.QueryAsync<Answer>(new CommandDefinition(
            "SELECT allocation_id, child_ref, holder, accepted, answered_by, reason, at FROM answers WHERE holder = @holder ORDER BY at, allocation_id",
            new { holder }, transaction, cancellationToken: ct));

        return [.. await agreements.SnapshotAsync(holder, transaction), .. answers.Select(Told)];
    }

    private static SnapshotEvent Told(Answer answer)
    {
        var data = answer.AsEvent();

        return new() { Type = EventCatalogue.NameOf(data), Time = answer.At, Data = JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json) };
    }
}
