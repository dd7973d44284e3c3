using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Contracts.Events;

/// <summary>A past-tense fact as a stream carries it, thin: ids, codes, dates and versions, never a name, an address or narrative (decision 2).</summary>
public interface IStreamEvent
{
    /// <summary>Id of what it is about: a child, or an agreement.</summary>
    string Subject { get; }
}

/// <summary>A fact about one child.</summary>
public interface IChildEvent : IStreamEvent
{
    /// <summary>The holder's random reference for the child.</summary>
    string ChildRef { get; }

    string IStreamEvent.Subject => ChildRef;
}

/// <summary>A member of staff as a token names them: issuer and subject of their own authority's identity provider.</summary>
public sealed record StaffRef
{
    [StringLength(400, MinimumLength = 1), RegularExpression(Patterns.Word)]
    public required string Issuer { get; init; }
    [StringLength(255, MinimumLength = 1), RegularExpression(Patterns.Word)]
    public required string Subject { get; init; }
}

/// <summary>EV-1. A period of being looked after began; starts LAW-1 and AL-1.</summary>
public sealed record ChildBecameLookedAfter : IChildEvent
{
    public const string Type = "child.became-looked-after";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    /// <summary>Random id of the period of care (the EpisodeOfCare).</summary>
    [RegularExpression(Ids.Pattern)]
    public required string PeriodId { get; init; }
    /// <summary>First day, Europe/London.</summary>
    public required DateOnly On { get; init; }
    /// <summary>SSDA903 LS code at the start.</summary>
    [RegularExpression(Patterns.LegalStatus)]
    public string? LegalStatus { get; init; }
}

/// <summary>EV-2. The period ended; stops the clocks and ends the role.</summary>
public sealed record ChildCeasedToBeLookedAfter : IChildEvent
{
    public const string Type = "child.ceased-to-be-looked-after";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string PeriodId { get; init; }
    public required DateOnly On { get; init; }
    /// <summary>SSDA903 REC code, never X1.</summary>
    [RegularExpression(Patterns.ReasonCeased)]
    public required string Reason { get; init; }
}

/// <summary>EV-3. The holder's Patient record of the child has a new version; the index takes version and labels.</summary>
public sealed record ChildIdentityChanged : IChildEvent
{
    public const string Type = "child.identity-changed";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    [MaxLength(20)]
    public required IReadOnlyList<string> Labels { get; init; }
}

/// <summary>The holder's manager asks the employing authority for this IRO. Gives nobody access.</summary>
public sealed record AllocationProposed : IChildEvent
{
    public const string Type = "allocation.proposed";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    public required StaffRef Iro { get; init; }
    /// <summary>Authority that employs the IRO.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Employer { get; init; }
    [StringLength(80, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string Agreement { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    /// <summary>The act that proposed it together with others, as for brothers and sisters; none where alone.</summary>
    [RegularExpression(Ids.Pattern)]
    public string? Act { get; init; }
}

/// <summary>The employing authority accepts a proposal: routing's stream towards the holder.</summary>
public sealed record AllocationAccepted : IChildEvent
{
    public const string Type = "allocation.accepted";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    /// <summary>Who accepted: <c>standing</c> where the agreement accepts in advance, else issuer and subject joined by a space.</summary>
    [StringLength(700, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string By { get; init; }
}

/// <summary>The employing authority declines a proposal: routing's stream towards the holder.</summary>
public sealed record AllocationDeclined : IChildEvent
{
    public const string Type = "allocation.declined";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    /// <summary>A code: <c>no-agreement</c>, <c>closed-to-new</c>, <c>not-employed-here</c>.</summary>
    [RegularExpression(Patterns.Code)]
    public required string Reason { get; init; }
}

/// <summary>EV-7. The holder's grant row exists and opens at 00:00 Europe/London on <see cref="From"/> (ACC-6).</summary>
public sealed record IroAllocated : IChildEvent
{
    public const string Type = "iro.allocated";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    public required StaffRef Iro { get; init; }
    [RegularExpression(Patterns.Authority)]
    public required string Employer { get; init; }
    /// <summary>Reference of the agreement it rests on.</summary>
    [StringLength(80, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public required string Agreement { get; init; }
    /// <summary>Legal basis: <c>s25B(4)</c> or <c>s113</c>.</summary>
    [AllowedValues("s25B(4)", "s113")]
    public required string Basis { get; init; }
    public required DateOnly From { get; init; }
    /// <summary>Last day, whole, Europe/London; none while open.</summary>
    public DateOnly? To { get; init; }
    /// <summary>Labels the IRO may read in full by named permission (ACC-7); none where absent.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Permissions { get; init; }
}

/// <summary>EV-7. The grant closes at the end of <see cref="LastDay"/>, or at once where that day is past or <see cref="Immediately"/> is set.</summary>
public sealed record IroAllocationEnded : IChildEvent
{
    public const string Type = "iro.allocation-ended";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    public required DateOnly LastDay { get; init; }
    public bool Immediately { get; init; }
    /// <summary>A code: <c>handover</c>, <c>ceased</c>, <c>left</c>, <c>conflict</c>, <c>error</c>, <c>other</c>.</summary>
    [RegularExpression(Patterns.Code)]
    public required string Reason { get; init; }
}

/// <summary>EV-13. A document can be read at the holder.</summary>
public sealed record DocumentAvailable : IChildEvent
{
    public const string Type = "document.available";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    /// <summary>Id of the DocumentReference.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string DocumentId { get; init; }
    /// <summary>Id of the Binary that is its bytes.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string BinaryId { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    /// <summary>Document type code (domain.md 2.8).</summary>
    [RegularExpression(Patterns.Code)]
    public required string Kind { get; init; }
    public required DateOnly Date { get; init; }
    /// <summary><c>electronic</c>, <c>scan</c> or <c>paper-index</c>.</summary>
    [AllowedValues("electronic", "scan", "paper-index")]
    public required string Medium { get; init; }
    [MaxLength(20)]
    public required IReadOnlyList<string> Labels { get; init; }
    [Range(1, int.MaxValue)]
    public int? Pages { get; init; }
}

/// <summary>EV-13. A document can no longer be read; the index keeps a tombstone.</summary>
public sealed record DocumentWithdrawn : IChildEvent
{
    public const string Type = "document.withdrawn";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string DocumentId { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    /// <summary>A code: <c>misfiled</c>, <c>superseded</c>, <c>sealed</c>, <c>purged</c>, <c>error</c>.</summary>
    [RegularExpression(Patterns.Code)]
    public required string Reason { get; init; }
}

/// <summary>EV-12. A care plan, or a new version or state of one, is published.</summary>
public sealed record CarePlanPublished : IChildEvent
{
    public const string Type = "care-plan.published";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string CarePlanId { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    /// <summary>FHIR request status: <c>draft</c>, <c>active</c>, <c>completed</c>, <c>revoked</c>.</summary>
    [RegularExpression(Patterns.Code)]
    public required string Status { get; init; }
    /// <summary>Category code: <c>care-plan</c>, <c>court-care-plan</c>, <c>placement-plan</c>, <c>pep</c>, <c>health-plan</c>, <c>pathway-plan</c>.</summary>
    [RegularExpression(Patterns.Code)]
    public required string Kind { get; init; }
    public required DateOnly Date { get; init; }
    [MaxLength(20)]
    public required IReadOnlyList<string> Labels { get; init; }
}

/// <summary>EV-9. A review was held; the next falls due from its date (LAW-2).</summary>
public sealed record ReviewHeld : IChildEvent
{
    public const string Type = "review.held";
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    /// <summary>Id of the review's Encounter.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string ReviewId { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    public required DateOnly On { get; init; }
    /// <summary>Review number within the period of care, from 1.</summary>
    [Range(1, int.MaxValue)]
    public int? Number { get; init; }
    /// <summary>SSDA903 participation code PN0 to PN7.</summary>
    [RegularExpression(Patterns.Participation)]
    public string? Participation { get; init; }
    [MaxLength(20)]
    public required IReadOnlyList<string> Labels { get; init; }
}
