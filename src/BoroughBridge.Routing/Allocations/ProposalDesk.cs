using System.Data.Common;
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Routing.Allocations;

/// <summary>What became of an acceptance by hand.</summary>
internal enum Acceptance
{
    Accepted,
    Unknown,
    NotOpen,
    OverrideNeeded,
}

/// <summary>Undoes the act; caught where it began.</summary>
internal sealed class NotAnsweredException(Acceptance outcome) : Exception(outcome.ToString())
{
    public Acceptance Outcome => outcome;
}

/// <summary>All or none: an act that stopped half way has left nothing.</summary>
internal static class WholeAct
{
    public static async Task<Acceptance> OrAsync(this Task<Acceptance> act)
    {
        try
        {
            return await act;
        }
        catch (NotAnsweredException e)
        {
            return e.Outcome;
        }
    }
}

/// <summary>
/// The employing authorities' side of an allocation. A proposal gives nobody access; it is accepted at once where the agreement accepts in
/// advance, declined with a code where it cannot be, and waits for a manager else. Each answer goes out on routing's stream in the same transaction.
/// </summary>
internal sealed class ProposalDesk(RoutingOptions options, HolderStreams streams, Database database, AllocationLog log, TimeProvider clock)
{
    /// <summary>Why a manager goes on against a warning.</summary>
    public static IReadOnlyList<string> OverrideReasons { get; } = ["workload-agreed", "training-booked", "temporary", "no-other-officer"];

    /// <summary>Why a manager declines.</summary>
    public static IReadOnlyList<string> DeclineReasons { get; } = ["workload", "conflict", "left", "other"];

    /// <summary>Hears a proposal in the transaction that applies it. One that has been answered is not answered again.</summary>
    public async Task HearAsync(string holder, AllocationProposed proposed, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var answered = await connection.QuerySingleAsync<int>(
            "SELECT (SELECT COUNT(*) FROM answers WHERE allocation_id = @AllocationId) + (SELECT COUNT(*) FROM grants WHERE allocation_id = @AllocationId)", proposed, transaction);
        if (answered > 0) return;

        var (agreement, reason) = await JudgeAsync(holder, proposed, transaction);
        // What a manager would be warned of is never accepted in advance.
        if (reason is null && (agreement is not { StandingAcceptance: true } || (await WarningsAsync(proposed, agreement, transaction)).Count > 0))
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO proposals (allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day, act)
                VALUES (@AllocationId, @ChildRef, @holder, @Issuer, @Subject, @Employer, @Agreement, @From, @To, @Act) ON CONFLICT (allocation_id) DO NOTHING
                """,
                new { proposed.AllocationId, proposed.ChildRef, holder, proposed.Iro.Issuer, proposed.Iro.Subject, proposed.Employer, proposed.Agreement, proposed.From, proposed.To, proposed.Act },
                transaction);

            return;
        }

        await AnswerAsync(holder, proposed, "standing", reason, transaction, ct);
    }

    /// <summary>A manager of the employing authority accepts a waiting proposal.</summary>
    /// <param name="allocationId">The proposal.</param>
    /// <param name="by">Who: issuer and subject joined by a space, or <c>operator</c>.</param>
    /// <param name="ct">Cancels before the commit.</param>
    public async Task<Acceptance> AcceptAsync(string allocationId, string by, CancellationToken ct) =>
        await AnswerAllAsync([allocationId], by, employer: null, "operator", decline: null, ct);

    /// <summary>A manager accepts the proposals of one act, all or none. Another authority's are as if they were not there.</summary>
    /// <param name="allocationIds">The proposals.</param>
    /// <param name="by">Issuer and subject.</param>
    /// <param name="employer">The manager's own authority.</param>
    /// <param name="because">Code of <see cref="OverrideReasons"/> where there are warnings to go on against.</param>
    /// <param name="ct">Cancels before the commit.</param>
    public Task<Acceptance> AcceptAsync(IReadOnlyList<string> allocationIds, string by, string employer, string? because, CancellationToken ct) =>
        AnswerAllAsync(allocationIds, by, employer, because, decline: null, ct);

    /// <summary>A manager declines them, with a code of <see cref="DeclineReasons"/>.</summary>
    public Task<Acceptance> DeclineAsync(IReadOnlyList<string> allocationIds, string by, string employer, string reason, CancellationToken ct) =>
        AnswerAllAsync(allocationIds, by, employer, because: null, decline: DeclineReasons.Contains(reason) ? reason : "other", ct);

    /// <summary>What a manager is warned of before she accepts: <c>caseload</c> (HB-8), <c>training</c> (A16).</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(AllocationProposed proposed, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var signed = await AgreementRows.OfEmployerAsync(proposed.Employer, connection, null);

        return await WarningsAsync(proposed, signed.FirstOrDefault(row => row.Reference == proposed.Agreement), connection, null);
    }

    private Task<Acceptance> AnswerAllAsync(IReadOnlyList<string> allocationIds, string by, string? employer, string? because, string? decline, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            foreach (var allocationId in allocationIds.Order(StringComparer.Ordinal))
            {
                var waiting = await transaction.Connection!.QuerySingleOrDefaultAsync<Waiting>(
                    "SELECT allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day, act FROM proposals WHERE allocation_id = @allocationId" + database.ForUpdate,
                    new { allocationId }, transaction);
                if (waiting is null || (employer is not null && waiting.Employer != employer)) throw new NotAnsweredException(Acceptance.Unknown);
                var proposed = waiting.AsProposed();
                var (agreement, reason) = await JudgeAsync(waiting.Holder, proposed, transaction);
                if (decline is null && reason is not null) throw new NotAnsweredException(Acceptance.NotOpen);
                var warned = decline is null && (await WarningsAsync(proposed, agreement, transaction)).Count > 0;
                if (warned && (because is null || !OverrideReasons.Append("operator").Contains(because))) throw new NotAnsweredException(Acceptance.OverrideNeeded);

                await AnswerAsync(waiting.Holder, proposed, by, decline, transaction, ct, warned ? because : null);
                await SettledAsync(allocationId, transaction);
            }

            return Acceptance.Accepted;
        },
        ct).OrAsync();

    private Task<IReadOnlyList<string>> WarningsAsync(AllocationProposed proposed, AgreementRow? agreement, DbTransaction transaction) =>
        WarningsAsync(proposed, agreement, transaction.Connection!, transaction);

    private async Task<IReadOnlyList<string>> WarningsAsync(AllocationProposed proposed, AgreementRow? agreement, DbConnection connection, DbTransaction? transaction)
    {
        var today = London.DayOf(clock.GetUtcNow());
        var caseload = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM grants WHERE issuer = @Issuer AND subject = @Subject AND ended_at IS NULL AND (to_day IS NULL OR to_day >= @today)",
            new { proposed.Iro.Issuer, proposed.Iro.Subject, today }, transaction);
        var known = await connection.QuerySingleOrDefaultAsync<Known>("SELECT disabled, trained FROM users WHERE issuer = @Issuer AND subject = @Subject", proposed.Iro, transaction);
        var trained = known?.Trained ?? (options.Authorities.TryGetValue(proposed.Employer, out var authority) && authority.VouchesForTraining);

        return
        [
            .. caseload + 1 > agreement?.Threshold(AgreementCodes.CaseloadMost) ? new[] { "caseload" } : [],
            .. trained && known is not { Disabled: true } ? Array.Empty<string>() : ["training"],
        ];
    }

    /// <summary>Proposals that wait for a manager, oldest day first.</summary>
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<Waiting>(
            "SELECT allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day, act FROM proposals ORDER BY from_day, allocation_id LIMIT 1000")];
    }

    /// <summary>The proposal no longer waits.</summary>
    public static Task SettledAsync(string allocationId, DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("DELETE FROM proposals WHERE allocation_id = @allocationId", new { allocationId }, transaction);

    private async Task AnswerAsync(string holder, AllocationProposed proposed, string by, string? reason, DbTransaction transaction, CancellationToken ct, string? overriding = null)
    {
        var answer = new Answer
        {
            AllocationId = proposed.AllocationId,
            ChildRef = proposed.ChildRef,
            Holder = holder,
            Accepted = reason is null,
            AnsweredBy = by,
            Reason = reason,
            At = clock.GetUtcNow(),
            Override = overriding,
        };
        await transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO answers (allocation_id, child_ref, holder, accepted, answered_by, reason, at, override)
            VALUES (@AllocationId, @ChildRef, @Holder, @Accepted, @AnsweredBy, @Reason, @At, @Override)
            """,
            answer, transaction);
        await streams.Towards(answer.Holder).AppendAsync(answer.AsEvent(), transaction, ct);
        await log.AnsweredAsync(answer, proposed.Employer, transaction, ct);
    }

    /// <summary>Whether the agreement takes new allocations and she is employed where it is said; else the code of the refusal.</summary>
    private async Task<(AgreementRow? Agreement, string? Reason)> JudgeAsync(string holder, AllocationProposed proposed, DbTransaction transaction)
    {
        var now = clock.GetUtcNow();
        var signed = await AgreementRows.OfEmployerAsync(proposed.Employer, transaction.Connection!, transaction);
        var agreement = AgreementRow.InForce(signed, London.DayOf(now)).FirstOrDefault(agreement => agreement.Reference == proposed.Agreement && agreement.Holder == holder);
        if (agreement is null || !London.IsWithin(now, agreement.FromDay, agreement.LastDay)) return (null, "no-agreement");
        var state = AgreementCodes.ToState(agreement.State);
        if (state is AgreementState.ClosedToNew or AgreementState.WindingDown) return (agreement, "closed-to-new");
        if (state != AgreementState.Open) return (agreement, "no-agreement");

        var employed = options.Authorities.ContainsKey(proposed.Employer)
            && options.Trust.IdentityProviders.TryGetValue(proposed.Employer, out var provider) && provider.Issuer == proposed.Iro.Issuer;

        return employed ? (agreement, null) : (agreement, "not-employed-here");
    }

    private sealed record Known
    {
        public required bool Disabled { get; init; }
        public bool? Trained { get; init; }
    }
}
