using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Contracts.Events;

/// <summary>
/// Holder's stream. The holder's terms for opening its files to another authority's officers, as one version of an agreement. Gives nothing until
/// both sides have signed it.
/// </summary>
public sealed record AgreementDrafted : IStreamEvent
{
    public const string Type = "agreement.drafted";
    /// <summary>First 32 hex digits of the SHA-256 of holder and reference, joined by a line feed.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string AgreementId { get; init; }
    [StringLength(80, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string Reference { get; init; }
    /// <summary>The authority whose officers may be allocated.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Employer { get; init; }
    [Range(1, 10000)]
    public required int Version { get; init; }
    /// <summary>Legal basis, one or both of <c>s25B(4)</c> and <c>s113</c>.</summary>
    [MinLength(1), MaxLength(2)]
    public required IReadOnlyList<string> Bases { get; init; }
    /// <summary>In force from 00:00 Europe/London of this day at the earliest; until then an earlier signed version is.</summary>
    public required DateOnly From { get; init; }
    /// <summary>Last day, whole.</summary>
    public DateOnly? To { get; init; }
    /// <summary>Purpose codes (domain.md 3.2) it is for.</summary>
    [MinLength(1), MaxLength(20)]
    public required IReadOnlyList<string> Purposes { get; init; }
    /// <summary>Figures agreed with this version.</summary>
    [MaxLength(20)]
    public required IReadOnlyList<AgreementThreshold> Thresholds { get; init; }
    /// <summary>Reference of the network approval both sides' connections rest on (ACC-12).</summary>
    [StringLength(80, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string NetworkApproval { get; init; }
    /// <summary>Last day of the network approval; the agreement is not in force after it.</summary>
    public required DateOnly NetworkApprovalExpires { get; init; }
    /// <summary>The employing authority accepts every proposal under it in advance.</summary>
    public bool StandingAcceptance { get; init; }
    /// <summary>Who drafted it, issuer and subject joined by a space.</summary>
    [StringLength(700, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string By { get; init; }

    string IStreamEvent.Subject => AgreementId;
}

/// <summary>A figure of an agreement.</summary>
public sealed record AgreementThreshold
{
    /// <summary>A code: <c>caseload-least</c>, <c>caseload-most</c> (HB-8).</summary>
    [RegularExpression(Patterns.Code)]
    public required string Code { get; init; }
    [Range(0, 1000000)]
    public required int Value { get; init; }
}

/// <summary>Either stream. One of the four officers of the side whose stream it is signed one version of an agreement.</summary>
public sealed record AgreementSigned : IStreamEvent
{
    public const string Type = "agreement.signed";
    [RegularExpression(Ids.Pattern)]
    public required string AgreementId { get; init; }
    [Range(1, 10000)]
    public required int Version { get; init; }
    /// <summary>SHA-256 of the canonical JSON of the terms as they were signed; a signature under other terms is none.</summary>
    [RegularExpression(Patterns.Sha256)]
    public required string Terms { get; init; }
    /// <summary>In what office she signed.</summary>
    [AllowedValues("caldicott-guardian", "siro", "director", "iro-manager")]
    public required string Office { get; init; }
    /// <summary>Issuer and subject joined by a space.</summary>
    [StringLength(700, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string By { get; init; }

    string IStreamEvent.Subject => AgreementId;
}

/// <summary>EV-20, either stream. How the side whose stream it is now holds the agreement; in force is what the stricter side says.</summary>
public sealed record AgreementMoved : IStreamEvent
{
    public const string Type = "agreement.moved";
    [RegularExpression(Ids.Pattern)]
    public required string AgreementId { get; init; }
    [AllowedValues("open", "closed-to-new", "winding-down", "suspended", "ended")]
    public required string Standing { get; init; }
    /// <summary>Issuer and subject joined by a space, or <c>operator</c>.</summary>
    [StringLength(700, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string By { get; init; }

    string IStreamEvent.Subject => AgreementId;
}

/// <summary>Either stream. The side whose stream it is turned a capability on or off; it is on where both have turned it on.</summary>
public sealed record AgreementSwitched : IStreamEvent
{
    public const string Type = "agreement.switched";
    [RegularExpression(Ids.Pattern)]
    public required string AgreementId { get; init; }
    [AllowedValues("documents", "write-back", "break-glass")]
    public required string Capability { get; init; }
    public required bool On { get; init; }
    /// <summary>Issuer and subject joined by a space, or <c>operator</c>.</summary>
    [StringLength(700, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string By { get; init; }

    string IStreamEvent.Subject => AgreementId;
}
