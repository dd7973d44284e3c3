using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Allocations;

/// <summary>
/// Applies routing's stream towards this holder. An answer to a proposal this store does not have (it was restored, or the answer is a repeat) gives
/// nothing: only the holder makes grants.
/// </summary>
public sealed class AnswersFromRouting(AllocationDesk desk, ILogger<AnswersFromRouting> logger) : IStreamApplier
{
    public async Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct)
    {
        try
        {
            await ApplyAsync(entry.Type, entry.Data, transaction, ct);
        }
        catch (JsonException)
        {
            throw new PoisonEventException("event-shape");
        }
    }

    public Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync("UPDATE children SET closed = 1 WHERE child_ref = @childRef", new { childRef }, transaction);

    /// <summary>
    /// Takes the answers the snapshot holds. Grants made on answers it no longer holds stay: they are this holder's, and end only here. Children closed
    /// for a parked event are open again, since everything of the stream has now been taken whole.
    /// </summary>
    public async Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync("UPDATE children SET closed = 0 WHERE closed = 1", transaction: transaction);
        foreach (var told in snapshot.Events)
        {
            try
            {
                await ApplyAsync(told.Type, told.Data, transaction, ct);
            }
            catch (JsonException)
            {
                HoldingLog.SnapshotEventUnreadable(logger, told.Type);
            }
        }
    }

    private async Task ApplyAsync(string type, JsonElement data, DbTransaction transaction, CancellationToken ct)
    {
        switch (type)
        {
            case AllocationAccepted.Type:
                var accepted = Read<AllocationAccepted>(data);
                if (!await desk.AcceptedAsync(accepted, transaction, ct)) HoldingLog.AnswerToNoProposal(logger, type, accepted.AllocationId);
                break;
            case AllocationDeclined.Type:
                var declined = Read<AllocationDeclined>(data);
                if (!await desk.DeclinedAsync(declined, transaction, ct)) HoldingLog.AnswerToNoProposal(logger, type, declined.AllocationId);
                break;
            default:
                HoldingLog.EventUnknown(logger, type); // a later routing may say more than this version knows
                break;
        }
    }

    private static T Read<T>(JsonElement data) => data.Deserialize<T>(Wire.Json) ?? throw new JsonException("null");
}
