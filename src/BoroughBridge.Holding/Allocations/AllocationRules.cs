using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Storage;

namespace BoroughBridge.Holding.Allocations;

/// <summary>The rules of proposing and ending: values in, value out.</summary>
internal static class AllocationRules
{
    private static readonly HashSet<string> EndReasons = ["handover", "ceased", "left", "conflict", "error", "other"];

    /// <summary>The agreement a proposal rests on: open to new allocations, in date now and on the first day.</summary>
    /// <exception cref="AllocationRefusedException">There is none, or the request contradicts itself.</exception>
    public static Agreement Under(AllocationRequest request, IReadOnlyList<Agreement> agreements, HoldingOptions options, DateTimeOffset now)
    {
        if (request.Iro.Issuer.Length is 0 or > 256 || request.Iro.Subject.Length is 0 or > 256) throw new AllocationRefusedException("iro");
        if (request.To < request.From) throw new AllocationRefusedException("dates");
        if (request.To < London.DayOf(now)) throw new AllocationRefusedException("dates");
        if (request.Permissions.Any(label => !Labels.All.Contains(label) || Labels.NeverCrosses(label))) throw new AllocationRefusedException("permissions");
        if (options.Trust.IdentityProviders.TryGetValue(request.Employer, out var provider) && provider.Issuer != request.Iro.Issuer)
            throw new AllocationRefusedException("not-employed-there");

        return agreements.FirstOrDefault(agreement =>
            agreement.Holder == options.Authority && agreement.Employer == request.Employer && agreement.State == AgreementState.Open
            && London.IsWithin(now, agreement.From, agreement.To) && request.From >= agreement.From && (agreement.To is null || request.From <= agreement.To))
            ?? throw new AllocationRefusedException("no-agreement");
    }

    /// <summary>The agreement as this side holds it, for its thresholds; none where nothing open counts.</summary>
    public static AgreementRow? InForce(GroupRequest request, IReadOnlyList<AgreementRow> signed, HoldingOptions options, DateTimeOffset now) =>
        AgreementRow.InForce(signed, London.DayOf(now)).FirstOrDefault(row => row.Holder == options.Authority && row.Employer == request.Employer && row.State == AgreementCodes.Of(AgreementState.Open));

    public static AllocationRow Proposed(AllocationRequest request, Agreement agreement, string by) => new()
    {
        ChildRef = request.ChildRef,
        IroIssuer = request.Iro.Issuer,
        IroSubject = request.Iro.Subject,
        Employer = request.Employer,
        Agreement = agreement.Reference,
        Basis = agreement.Basis,
        Permissions = string.Join(' ', request.Permissions.Order(StringComparer.Ordinal)),
        State = AllocationStates.Proposed,
        FromDay = request.From.ToText(),
        ToDay = request.To?.ToText(),
        ActedBy = by,
    };

    public static bool IsSame(AllocationRow standing, AllocationRow asked) =>
        standing.State is AllocationStates.Proposed or AllocationStates.Granted
        && (standing.IroIssuer, standing.IroSubject, standing.Employer, standing.Agreement, standing.Permissions, standing.FromDay, standing.ToDay)
            == (asked.IroIssuer, asked.IroSubject, asked.Employer, asked.Agreement, asked.Permissions, asked.FromDay, asked.ToDay);

    /// <summary>Ends the row; false where it has ended by then already. A last day that is past closes at once, from now: it does not undo what was read.</summary>
    public static bool End(AllocationRow row, DateOnly lastDay, bool immediately, string reason, string by, DateTimeOffset now)
    {
        if (!EndReasons.Contains(reason)) throw new AllocationRefusedException("reason");
        var atOnce = immediately || lastDay < London.DayOf(now);
        if (row.ToDay is not null && string.CompareOrdinal(row.ToDay, lastDay.ToText()) < 0) lastDay = Instants.ToDay(row.ToDay); // ending never lengthens
        if (row.State == AllocationStates.Ended && (row.EndedAt is not null || (!atOnce && string.CompareOrdinal(lastDay.ToText(), row.ToDay) >= 0))) return false;

        (row.State, row.ToDay, row.Reason, row.ActedBy) = (AllocationStates.Ended, lastDay.ToText(), reason, by);
        row.EndedAt = atOnce ? now.ToMicroseconds() : null;

        return true;
    }
}
