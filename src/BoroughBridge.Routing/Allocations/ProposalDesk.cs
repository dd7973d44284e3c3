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
}

/// <summary>
/// The employing authorities' side of an allocation. A proposal gives nobody access; it is accepted at once where the agreement accepts in
/// advance, declined with a code where it cannot be, and waits for a manager else. Each answer goes out on routing's stream in the same transaction.
/// </summary>
internal sealed class ProposalDesk(RoutingOptions options, HolderStreams streams, Database database, AllocationLog log, TimeProvider clock)
{
    /// <summary>Hears a proposal in the transaction that applies it. One that has been answered is not answered again.</summary>
    public async Task HearAsync(string holder, AllocationProposed proposed, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var answered = await connection.QuerySingleAsync<int>(
            "SELECT (SELECT COUNT(*) FROM answers WHERE allocation_id = @AllocationId) + (SELECT COUNT(*) FROM grants WHERE allocation_id = @AllocationId)", proposed, transaction);
        if (answered > 0) return;

        var (agreement, reason) = await JudgeAsync(holder, proposed, transaction);
        if (agreement is not { StandingAcceptance: true } && reason is null)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO proposals (allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day)
                VALUES (@AllocationId, @ChildRef, @holder, @Issuer, @Subject, @Employer, @Agreement, @From, @To) ON CONFLICT (allocation_id) DO NOTHING
                """,
                new { proposed.AllocationId, proposed.ChildRef, holder, proposed.Iro.Issuer, proposed.Iro.Subject, proposed.Employer, proposed.Agreement, proposed.From, proposed.To },
                transaction);

            return;
        }

        await AnswerAsync(holder, proposed, "standing", reason, transaction, ct);
    }

    /// <summary>A manager of the employing authority accepts a waiting proposal.</summary>
    /// <param name="allocationId">The proposal.</param>
    /// <param name="by">Who: issuer and subject joined by a space, or <c>operator</c>.</param>
    /// <param name="ct">Cancels before the commit.</param>
    public Task<Acceptance> AcceptAsync(string allocationId, string by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var waiting = await transaction.Connection!.QuerySingleOrDefaultAsync<Waiting>(
                "SELECT allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day FROM proposals WHERE allocation_id = @allocationId" + database.ForUpdate,
                new { allocationId }, transaction);
            if (waiting is null) return Acceptance.Unknown;
            var proposed = waiting.AsProposed();
            if ((await JudgeAsync(waiting.Holder, proposed, transaction)).Reason is not null) return Acceptance.NotOpen;

            await AnswerAsync(waiting.Holder, proposed, by, reason: null, transaction, ct);
            await SettledAsync(allocationId, transaction);

            return Acceptance.Accepted;
        },
        ct);

    /// <summary>Proposals that wait for a manager, oldest day first.</summary>
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<Waiting>(
            "SELECT allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day FROM proposals ORDER BY from_day, allocation_id LIMIT 1000")];
    }

    /// <summary>The proposal no longer waits.</summary>
    public static Task SettledAsync(string allocationId, DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("DELETE FROM proposals WHERE allocation_id = @allocationId", new { allocationId }, transaction);

    private async Task AnswerAsync(string holder, AllocationProposed proposed, string by, string? reason, DbTransaction transaction, CancellationToken ct)
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
        };
        await transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO answers (allocation_id, child_ref, holder, accepted, answered_by, reason, at)
            VALUES (@AllocationId, @ChildRef, @Holder, @Accepted, @AnsweredBy, @Reason, @At)
            """,
            answer, transaction);
        await streams.Towards(answer.Holder).AppendAsync(answer.AsEvent(), transaction, ct);
        await log.AnsweredAsync(answer, transaction, ct);
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
}
