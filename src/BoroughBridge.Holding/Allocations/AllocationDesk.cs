// Promise: a grant exists only where this holder proposed it under an agreement it has open, and the employing authority accepted; each act is logged with it.
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Storage;

namespace BoroughBridge.Holding.Allocations;

/// <summary>
/// The holder's allocations, the only author of grants: propose, hear the employing authority's answer on routing's stream, grant, end.
/// </summary>
public sealed class AllocationDesk(Database database, FactBook facts, StreamWriter stream, LogWriter log, HoldingOptions options, TimeProvider clock)
{
    /// <summary>
    /// Writes the proposal, introduces the child to the stream if new to it, appends <see cref="AllocationProposed"/>; returns the allocation id.
    /// The same proposal again, while it stands, is the one that stands.
    /// </summary>
    /// <exception cref="AllocationRefusedException">No agreement open to new allocations, unknown child, or dates the wrong way round.</exception>
    public Task<string> ProposeAsync(AllocationRequest request, string by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var now = clock.GetUtcNow();
            var signed = await AgreementRows.OfEmployerAsync(request.Employer, transaction.Connection!, transaction);
            var agreement = AllocationRules.Under(request, AgreementRow.Facts(signed, London.DayOf(now)), options, now);
            var child = await facts.LockAsync(request.ChildRef, transaction) ?? throw new AllocationRefusedException("unknown-child");
            var row = AllocationRules.Proposed(request, agreement, by);
            var standing = await AllocationRows.OfChildAsync(transaction.Connection!, request.ChildRef, transaction);
            if (standing.FirstOrDefault(other => AllocationRules.IsSame(other, row)) is { } same) return same.AllocationId;

            row.AllocationId = Ids.New();
            await AllocationRows.WriteAsync(transaction, row, now);
            await facts.IntroduceAsync(child, transaction, ct);
            await stream.AppendAsync(row.ToProposed(), transaction, ct);
            await log.AppendAsync(Entry(row, now), transaction, ct);

            return row.AllocationId;
        },
        ct);

    /// <summary>Where it stands: <c>proposed</c>, <c>granted</c>, <c>declined</c>, <c>ended</c>; none where unknown.</summary>
    public async Task<string?> StateAsync(string allocationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await AllocationRows.FindAsync(connection, allocationId))?.State;
    }

    /// <summary>Ends it on a day, or at once; one that has ended can be ended earlier, never later.</summary>
    /// <exception cref="AllocationRefusedException">No such allocation, or it was declined.</exception>
    public Task EndAsync(string allocationId, DateOnly lastDay, bool immediately, string reason, string by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var now = clock.GetUtcNow();
            var row = await LockAsync(allocationId, transaction, ct) ?? throw new AllocationRefusedException("unknown-allocation");
            if (row.State == AllocationStates.Declined) throw new AllocationRefusedException("declined");
            if (!AllocationRules.End(row, lastDay, immediately, reason, by, now)) return;

            await AllocationRows.WriteAsync(transaction, row, now);
            await stream.AppendAsync(row.ToEnded(), transaction, ct);
            await log.AppendAsync(Entry(row, now), transaction, ct);
        },
        ct);

    /// <summary>The employing authority accepted: grant row, then <see cref="IroAllocated"/>, in the transaction that moves the position. False where there is no such proposal.</summary>
    internal async Task<bool> AcceptedAsync(AllocationAccepted accepted, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var row = await LockAsync(accepted.AllocationId, transaction, ct);
        if (row is not { State: AllocationStates.Proposed } || row.ChildRef != accepted.ChildRef) return false;

        (row.State, row.ActedBy, row.WasGranted) = (AllocationStates.Granted, accepted.By, true);
        var now = clock.GetUtcNow();
        await AllocationRows.WriteAsync(transaction, row, now);
        await stream.AppendAsync(row.ToAllocated(), transaction, ct);
        await log.AppendAsync(Entry(row, now), transaction, ct);

        return true;
    }

    /// <summary>The employing authority declined. False where there is no such proposal.</summary>
    internal async Task<bool> DeclinedAsync(AllocationDeclined declined, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var row = await LockAsync(declined.AllocationId, transaction, ct);
        if (row is not { State: AllocationStates.Proposed } || row.ChildRef != declined.ChildRef) return false;

        (row.State, row.ActedBy, row.Reason) = (AllocationStates.Declined, "employer", declined.Reason);
        var now = clock.GetUtcNow();
        await AllocationRows.WriteAsync(transaction, row, now);
        await log.AppendAsync(Entry(row, now), transaction, ct);

        return true;
    }

    // Who acted is in the row; the log has the act, and the officer it is about by the grant.
    private LogEntry Entry(AllocationRow row, DateTimeOffset now) =>
        AuditEvents.AllocationChange(options.Authority, now, ActorOf(row.ActedBy), row.ChildRef, row.AllocationId, row.State);

    // "issuer subject" where a person acted; a part, the operator's socket or the agreement itself otherwise.
    private AuditActor? ActorOf(string by) => by.Split(' ') is [var issuer, var subject] ? new() { Issuer = issuer, Subject = subject, Authority = options.Authority } : null;

    // The child's row first, as everywhere: one order of locks.
    private async Task<AllocationRow?> LockAsync(string allocationId, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var found = await AllocationRows.FindAsync(transaction.Connection!, allocationId, transaction);
        if (found is null) return null;
        await facts.LockAsync(found.ChildRef, transaction);

        return await AllocationRows.FindAsync(transaction.Connection!, allocationId, transaction);
    }
}
