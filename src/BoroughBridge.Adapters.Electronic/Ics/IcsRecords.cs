namespace BoroughBridge.Adapters.Electronic.Ics;

// The ICS's rows as contracts/ics/openapi.yaml has them. Read one at a time, so that one bad row spoils no other.

public sealed record IcsChange
{
    public required string PersonId { get; init; }
}

public sealed record IcsPerson
{
    public required string PersonId { get; init; }
    public string? Ssda903Id { get; init; }
    public string? NhsId { get; init; }
    public string? UpnId { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public IReadOnlyList<string> OtherNames { get; init; } = [];
    public DateOnly? DateOfBirth { get; init; }
    public string? Gender { get; init; }
    public required string ContextFlag { get; init; }
    public required string Restricted { get; init; }
    public bool MarkedForDeletion { get; init; }
    public string? FamilyGroupId { get; init; }
    public IReadOnlyList<IcsAddress> Addresses { get; init; } = [];
    public IReadOnlyList<string> Sensitivities { get; init; } = [];
}

public sealed record IcsAddress
{
    public required string Type { get; init; }
    public required IReadOnlyList<string> Lines { get; init; }
    public required string Postcode { get; init; }
    public DateOnly? ToDate { get; init; }
    public required string Confidential { get; init; }
}

public sealed record IcsPeriod
{
    public required string PeriodId { get; init; }
    public required DateOnly StartDate { get; init; }
    public required string CategoryOfNeed { get; init; }
    public DateOnly? EndDate { get; init; }
    public string? EndReason { get; init; }
    public required IReadOnlyList<IcsLegalStatus> LegalStatuses { get; init; }
}

public sealed record IcsLegalStatus
{
    public required string LegalStatusId { get; init; }
    public required string Code { get; init; }
    public required DateOnly StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
}

public sealed record IcsPlacement
{
    public required string PlacementId { get; init; }
    public required string PeriodId { get; init; }
    public required DateOnly StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public required string PlacementType { get; init; }
    public required string ProviderName { get; init; }
    public required string Confidential { get; init; }
}

public sealed record IcsCarePlan
{
    public required string CarePlanId { get; init; }
    public required string PlanType { get; init; }
    public required string Status { get; init; }
    public required string Title { get; init; }
    public required DateOnly StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public required IReadOnlyList<string> PermanenceRoutes { get; init; }
    public required IReadOnlyList<IcsGoal> Goals { get; init; }
    public required IReadOnlyList<IcsSection> Sections { get; init; }
    public required string AuthorName { get; init; }
    public string? ReplacesCarePlanId { get; init; }
    public required IReadOnlyList<string> Sensitivities { get; init; }
}

public sealed record IcsGoal
{
    public required string Text { get; init; }
    public DateOnly? DueDate { get; init; }
    public required string Status { get; init; }
    public bool ChildsWords { get; init; }
}

public sealed record IcsSection
{
    public required string Heading { get; init; }
    public required string Text { get; init; }
}

public sealed record IcsReview
{
    public required string ReviewId { get; init; }
    public required string PeriodId { get; init; }
    public required DateOnly ReviewDate { get; init; }
    public required string Status { get; init; }
    public required int Number { get; init; }
    public string? ParticipationCode { get; init; }
    public required IReadOnlyList<IcsDecision> Decisions { get; init; }
}

public sealed record IcsDecision
{
    public required string DecisionId { get; init; }
    public required string Text { get; init; }
    public required string OwnerRole { get; init; }
    public DateOnly? DueDate { get; init; }
    public required string Status { get; init; }
}

public sealed record IcsDocument
{
    public required string DocumentId { get; init; }
    public required string DocumentType { get; init; }
    public required string Title { get; init; }
    public required DateOnly DocumentDate { get; init; }
    public required string ContentType { get; init; }
    public required long SizeBytes { get; init; }
    public required string Sha256 { get; init; }
    public required int Revision { get; init; }
    public required string Status { get; init; }
    public required string AuthorName { get; init; }
    public required IReadOnlyList<string> Sensitivities { get; init; }
}

public sealed record IcsReplacedId
{
    public required string Entity { get; init; }
    public required string OldId { get; init; }
    public required string NewId { get; init; }
}
