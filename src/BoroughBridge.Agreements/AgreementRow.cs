using BoroughBridge.Access;

namespace BoroughBridge.Agreements;

/// <summary>One version of an agreement as its row has it.</summary>
public sealed record AgreementRow
{
    public required string AgreementId { get; init; }
    public required int Version { get; init; }
    public required string Reference { get; init; }
    public required string Holder { get; init; }
    public required string Employer { get; init; }
    public required string Bases { get; init; }
    public required string Purposes { get; init; }
    public required string Thresholds { get; init; }
    public required DateOnly FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public string? Approval { get; init; }
    public DateOnly? ApprovalExpires { get; init; }
    public required bool StandingAcceptance { get; init; }
    public required string Terms { get; init; }
    public string? Told { get; init; }
    public required string State { get; init; }
    public required string Capabilities { get; init; }
    public required bool Unreadable { get; init; }
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>The last day it can be in force: its own, or that of the network approval it rests on.</summary>
    public DateOnly? LastDay => ToDay is null || ApprovalExpires < ToDay ? ApprovalExpires ?? ToDay : ToDay;

    /// <summary>The figure of this code; none where the agreement sets none.</summary>
    public int? Threshold(string code) =>
        Thresholds.Split(' ').FirstOrDefault(part => part.StartsWith(code + "=", StringComparison.Ordinal)) is { } found ? int.Parse(found[(code.Length + 1)..], null) : null;

    public Agreement ToAgreement() => new()
    {
        Reference = Reference,
        Holder = Holder,
        Employer = Employer,
        State = AgreementCodes.ToState(State),
        From = FromDay,
        To = LastDay,
        Basis = Bases.Split(' ')[0],
        Purposes = Purposes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Version = Version,
        Capabilities = Capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>
    /// Of each agreement the version that counts on a day: the latest signed one that has begun. Signing a further one takes nothing away until its first day.
    /// </summary>
    public static IReadOnlyList<AgreementRow> InForce(IEnumerable<AgreementRow> all, DateOnly day) =>
    [
        .. all.Where(row => row.State != AgreementCodes.Of(AgreementState.Draft) && row.FromDay <= day)
            .GroupBy(row => row.AgreementId, StringComparer.Ordinal)
            .Select(versions => versions.MaxBy(row => row.Version)!),
    ];

    /// <summary>As <see cref="InForce"/>, as the decision knows agreements.</summary>
    public static IReadOnlyList<Agreement> Facts(IEnumerable<AgreementRow> all, DateOnly day) => [.. InForce(all, day).Select(row => row.ToAgreement())];
}

/// <summary>One act as its row has it.</summary>
public sealed record ActRow
{
    public required string AgreementId { get; init; }
    public required int Revision { get; init; }
    public required string Party { get; init; }
    public required string What { get; init; }
    public required int Version { get; init; }
    public required string Subject { get; init; }
    public required string Detail { get; init; }
    public required string ActedBy { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Recorded { get; init; }

    public AgreementAct ToAct() => new(Party == nameof(Agreements.Party.Holder) ? Agreements.Party.Holder : Agreements.Party.Employer, What, Version, Subject, Detail, ActedBy);
}
