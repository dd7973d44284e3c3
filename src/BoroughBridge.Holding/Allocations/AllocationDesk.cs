// Promise: a grant exists only where this holder proposed it under an agreement it has open, and the employing authority accepted; each act is logged with it.
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Allocations;

/// <summary>
/// The holder's allocations, the only author of grants: propose, hear the employing authority's answer on routing's stream, grant, end.
/// </summary>
public sealed class AllocationDesk(Database database, FactBook facts, StreamWriter stream, LogWriter log, QuickTelling quick, Independence independence, Envelope envelope, HoldingOptions options, TimeProvider clock)
{
    private const int LeastReason = 10;
    private const int MostReason = 500;

    /// <summary>
    /// One child's proposal, as the operator's door and tests make it: warnings are gone against, and recorded so; the same proposal again, while it
    /// stands, is the one that stands.
    /// </summary>
    /// <exception cref="AllocationRefusedException">No agreement open to new allocations, unknown child, dates the wrong way round, or what bars this officer.</exception>
    public async Task<string> ProposeAsync(AllocationRequest request, string by, CancellationToken ct) =>
        (await ProposeAsync(GroupRequest.Of(request), by, overrideAll: true, ct))[0];

    /// <summary>
    /// One act for all its children or none: writes the proposals, introduces children new to the stream, appends an <see cref="AllocationProposed"/> for
    /// each; returns the allocation ids in order.
    /// </summary>
    /// <exception cref="AllocationRefusedException">As for one child; <c>override-needed</c> where a warning is not gone against.</exception>
    public Task<IReadOnlyList<string>> ProposeAllAsync(GroupRequest request, string by, CancellationToken ct) => ProposeAsync(request, by, overrideAll: false, ct);

    /// <summary>What speaks against the act, before it is done.</summary>
    public async Task<IReadOnlyList<Concern>> ConcernsAsync(GroupRequest request, CancellationToken ct)
    {
        var families = await independence.FamiliesAsync(request.Children, ct);
        await using var connection = await database.OpenAsync(ct);
        var agreement = AllocationRules.InForce(request, await AgreementRows.OfEmployerAsync(request.Employer, connection, null), options, clock.GetUtcNow());

        return await independence.ConcernsAsync(request, families, agreement, null, connection);
    }

    private async Task<IReadOnlyList<string>> ProposeAsync(GroupRequest request, string by, bool overrideAll, CancellationToken ct)
    {
        if (request.Children.Count is 0 or > GroupRequest.MostChildren || request.Children.Distinct().Count() != request.Children.Count) throw new AllocationRefusedException("children");
        if (request.Overrides.Values.Any(reason => reason.Trim().Length is < LeastReason or > MostReason)) throw new AllocationRefusedException("override-reason");
        var families = await independence.FamiliesAsync(request.Children, ct);

        return await database.InTransactionAsync(
            async transaction =>
            {
                var now = clock.GetUtcNow();
                var signed = await AgreementRows.OfEmployerAsync(request.Employer, transaction.Connection!, transaction);
                var agreement = AllocationRules.Under(request.For(request.Children[0]), AgreementRow.Facts(signed, London.DayOf(now)), options, now);
                var children = new Dictionary<string, ChildRow>();
                foreach (var childRef in request.Children.Order(StringComparer.Ordinal))
                    children[childRef] = await facts.LockAsync(childRef, transaction) ?? throw new AllocationRefusedException("unknown-child");

                var concerns = await independence.ConcernsAsync(
                    request, families, signed.FirstOrDefault(row => row.Reference == agreement.Reference && row.Version == agreement.Version), transaction, transaction.Connection!);
                if (concerns.FirstOrDefault(concern => concern.Bars) is { } bar) throw new AllocationRefusedException(bar.Code);
                if (!overrideAll && concerns.Any(concern => !request.Overrides.ContainsKey(concern.Code))) throw new AllocationRefusedException("override-needed");
                var replaced = await ReplacedAsync(request, transaction);

                var (ids, act) = (new List<string>(), request.Children.Count > 1 ? Ids.New() : null);
                foreach (var childRef in request.Children)
                {
                    var row = AllocationRules.Proposed(request.For(childRef), agreement, by);
                    (row.Act, row.Replaces) = (act, replaced.GetValueOrDefault(childRef));
                    ids.Add(await WriteProposalAsync(children[childRef], row, now, transaction, ct));
                    foreach (var concern in concerns.Where(concern => concern.ChildRef == childRef))
                        await OverrideAsync(row, concern, request.Overrides.GetValueOrDefault(concern.Code) ?? "at the operator's door", now, transaction, ct);
                }

                return (IReadOnlyList<string>)ids;
            },
            ct);
    }

    private async Task<string> WriteProposalAsync(ChildRow child, AllocationRow row, DateTimeOffset now, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var standing = await AllocationRows.OfChildAsync(transaction.Connection!, row.ChildRef, transaction);
        if (standing.FirstOrDefault(other => AllocationRules.IsSame(other, row)) is { } same) return row.AllocationId = same.AllocationId;

        row.AllocationId = Ids.New();
        await AllocationRows.WriteAsync(transaction, row, now);
        await facts.IntroduceAsync(child, transaction, ct);
        await stream.AppendAsync(row.ToProposed(), transaction, ct);
        await log.AppendAsync(Entry(row, now), transaction, ct);

        return row.AllocationId;
    }

    /// <summary>The allocations the act takes over, by child: each must be granted and of a child of the act.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ReplacedAsync(GroupRequest request, System.Data.Common.DbTransaction transaction)
    {
        var replaced = new Dictionary<string, string>();
        foreach (var id in request.Replaces)
        {
            var row = await AllocationRows.FindAsync(transaction.Connection!, id, transaction);
            if (row is not { State: AllocationStates.Granted } || !request.Children.Contains(row.ChildRef) || !replaced.TryAdd(row.ChildRef, id)) throw new AllocationRefusedException("replaces");
        }

        return replaced;
    }

    private async Task OverrideAsync(AllocationRow row, Concern concern, string reason, DateTimeOffset now, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var (held, digest) = HeldText.Seal(envelope, $"override/{row.AllocationId}/{concern.Code}", reason);
        await transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO allocation_overrides (allocation_id, code, reason, digest, acted_by, recorded) VALUES (@AllocationId, @Code, @held, @digest, @ActedBy, @now)
            ON CONFLICT (allocation_id, code) DO NOTHING
            """,
            new { row.AllocationId, concern.Code, held, digest, row.ActedBy, now }, transaction);
        await log.AppendAsync(AuditEvents.Configuration(options.Authority, now, ActorOf(row.ActedBy), $"override {concern.Code} {row.AllocationId}", digest), transaction, ct);
    }

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
            if (AllocationRules.End(row, lastDay, immediately, reason, by, now)) await EndedAsync(row, now, transaction, ct);
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
        if (await BackDating.OfGrantAsync(row, now, transaction) > 0) await log.AppendAsync(Entry(row, now, "back-dated"), transaction, ct);
        await HandOverAsync(row, now, transaction, ct);

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

    private async Task EndedAsync(AllocationRow row, DateTimeOffset now, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        await AllocationRows.WriteAsync(transaction, row, now);
        var told = await stream.AppendAsync(row.ToEnded(), transaction, ct);
        if (row.EndedAt is not null) database.AfterCommit(transaction, () => quick.AllocationEnded(row.AllocationId, told));
        await log.AppendAsync(Entry(row, now), transaction, ct);
        if (await BackDating.OfEndAsync(row, now, transaction) > 0) await log.AppendAsync(Entry(row, now, "back-dated"), transaction, ct);
    }

    // The outgoing officer's ends as the incoming one's is granted, in one transaction: two people, one record, no gap (EDGE-11).
    private async Task HandOverAsync(AllocationRow row, DateTimeOffset now, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        if (row.Replaces is null || await AllocationRows.FindAsync(transaction.Connection!, row.Replaces, transaction) is not { State: AllocationStates.Granted } outgoing) return;
        var (from, today) = (Instants.ToDay(row.FromDay), London.DayOf(now));
        if (AllocationRules.End(outgoing, from > today ? from.AddDays(-1) : today, immediately: from <= today, "handover", row.ActedBy, now)) await EndedAsync(outgoing, now, transaction, ct);
    }

    // Who acted is in the row; the log has the act, and the officer it is about by the grant.
    private LogEntry Entry(AllocationRow row, DateTimeOffset now, string? change = null) =>
        AuditEvents.AllocationChange(options.Authority, now, ActorOf(row.ActedBy), row.ChildRef, row.AllocationId, change ?? row.State);

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
