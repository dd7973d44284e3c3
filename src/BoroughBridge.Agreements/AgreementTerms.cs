using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Agreements;

/// <summary>What a holder's manager offers.</summary>
public sealed record AgreementTerms
{
    public required string Reference { get; init; }
    public required string Employer { get; init; }
    public required IReadOnlyList<string> Bases { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public required IReadOnlyList<string> Purposes { get; init; }
    public required IReadOnlyDictionary<string, int> Thresholds { get; init; }
    public required string NetworkApproval { get; init; }
    public required DateOnly NetworkApprovalExpires { get; init; }
    public bool StandingAcceptance { get; init; }

    /// <summary>The code of what is wrong with them; none where they can be offered. Without a place, who may be employer is not asked.</summary>
    public string? Fault(AgreementPlace? at)
    {
        if (at is not null && (Employer == at.Self || !at.Employers.Contains(Employer))) return "employer";
        if (Bases.Count == 0 || Bases.Distinct().Count() != Bases.Count || Bases.Except(AgreementCodes.Bases).Any()) return "bases";
        if (Purposes.Count == 0 || Purposes.Distinct().Count() != Purposes.Count || Purposes.Except(Access.Purposes.All).Any()) return "purposes";
        if (Thresholds.Keys.Except(AgreementCodes.Thresholds).Any()) return "thresholds";
        if (Thresholds.TryGetValue(AgreementCodes.CaseloadLeast, out var least) && Thresholds.TryGetValue(AgreementCodes.CaseloadMost, out var most) && least > most) return "thresholds";
        if (To < From) return "to";
        if (NetworkApprovalExpires < From) return "network-approval-expires";

        return ContractRules.FirstFault(ToEvent(AgreementCodes.IdOf("", Reference), 1, "nobody"));
    }

    public AgreementDrafted ToEvent(string agreementId, int version, string by) => new()
    {
        AgreementId = agreementId,
        Reference = Reference,
        Employer = Employer,
        Version = version,
        Bases = Bases,
        From = From,
        To = To,
        Purposes = Purposes,
        Thresholds = [.. Thresholds.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new AgreementThreshold { Code = one.Key, Value = one.Value })],
        NetworkApproval = NetworkApproval,
        NetworkApprovalExpires = NetworkApprovalExpires,
        StandingAcceptance = StandingAcceptance,
        By = by,
    };

    public static AgreementTerms Of(AgreementDrafted drafted) => new()
    {
        Reference = drafted.Reference,
        Employer = drafted.Employer,
        Bases = drafted.Bases,
        From = drafted.From,
        To = drafted.To,
        Purposes = drafted.Purposes,
        Thresholds = drafted.Thresholds.DistinctBy(one => one.Code).ToDictionary(one => one.Code, one => one.Value),
        NetworkApproval = drafted.NetworkApproval,
        NetworkApprovalExpires = drafted.NetworkApprovalExpires,
        StandingAcceptance = drafted.StandingAcceptance,
    };
}
