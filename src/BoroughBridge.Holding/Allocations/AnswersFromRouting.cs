using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Allocations;

/// <summary>
/// Applies routing's stream towards this holder. An answer to a proposal this store does not have (it was restored, or the answer is a repeat) gives
/// nothing: only the holder makes grants.
/// </summary>
public sealed class AnswersFromRouting(AllocationDesk desk, AgreementBook agreements, HoldingOptions options, ILogger<AnswersFromRouting> logger) : IStreamApplier
{
    public async Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct)
    {
        try
        {
            await ApplyAsync(entry.Type, entry.Data, entry.Time, transaction, ct);
        }
        catch (JsonException)
        {
            throw new PoisonEventException("event-shape");
        }
        catch (LogUnavailableException e)
        {
            throw new IOException(e.Message, e); // it passes: the event is tried again, and is not poison
        }
    }

    public async Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct)
    {
        if (await agreements.CloseAsync(options.Authority, childRef, transaction, ct)) return;
        await transaction.Connection!.ExecuteAsync("UPDATE children SET closed = 1 WHERE child_ref = @childRef", new { childRef }, transaction);
    }

    /// <summary>
    /// Takes the answers the snapshot holds. Grants made on answers it no longer holds stay: they are this holder's, and end only here. Children closed
    /// for a parked event are open again, since everything of the stream has now been taken whole.
    /// </summary>
    public async Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync("UPDATE children SET closed = 0 WHERE closed = 1", transaction: transaction);
        await agreements.ForgetHeardAsync(options.Authority, transaction);
        foreach (var told in snapshot.Events)
        {
            try
            {
                await ApplyAsync(told.Type, told.Data, told.Time, transaction, ct);
            }
            catch (Exception e) when (e is JsonException or PoisonEventException)
            {
                HoldingLog.SnapshotEventUnreadable(logger, told.Type);
            }
        }
    }

    private async Task ApplyAsync(string type, JsonElement data, DateTimeOffset at, DbTransaction transaction, CancellationToken ct)
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
            case AgreementSigned.Type or AgreementMoved.Type or AgreementSwitched.Type:
                var said = (IStreamEvent?)data.Deserialize(EventCatalogue.RecordOf(type)!, Wire.Json) ?? throw new JsonException("null");
                if (!await agreements.HearAsync(options.Authority, said, at, transaction, ct)) HoldingLog.ActOnNoAgreement(logger, type, said.Subject);
                break;
            default:
                HoldingLog.EventUnknown(logger, type); // a later routing may say more than this version knows
                break;
        }
    }

    private static T Read<T>(JsonElement data) => data.Deserialize<T>(Wire.Json) ?? throw new JsonException("null");
}
