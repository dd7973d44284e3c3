namespace BoroughBridge.StandIns.Ics;

// What the stand-in ICS keeps and answers: contracts/ics/openapi.yaml, member for member. The adapter has its own records of the same contract.

/// <summary>A page of a collection that fits one answer.</summary>
public sealed record IcsList<T>(IReadOnlyList<T> Items, int Total);

/// <summary>Persons changed after a cursor, oldest change first.</summary>
public sealed record IcsChanges(IReadOnlyList<IcsChange> Items, string Cursor, bool More);

/// <summary>One person in whose file something changed.</summary>
public sealed record IcsChange(string PersonId, DateTimeOffset ChangedAt);

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
    /// <summary>F, M or U.</summary>
    public string? Gender { get; init; }
    public string? EthnicityCode { get; init; }
    /// <summary>C for a child, A for an adult.</summary>
    public required string ContextFlag { get; init; }
    /// <summary>Y or N.</summary>
    public required string Restricted { get; init; }
    public bool MarkedForDeletion { get; init; }
    public string? FamilyGroupId { get; init; }
    public IReadOnlyList<IcsAddress> Addresses { get; init; } = [];
    public IReadOnlyList<string> Sensitivities { get; init; } = [];
}

public sealed record IcsAddress
{
    /// <summary>HOME or PLACEMENT.</summary>
    public required string Type { get; init; }
    public required IReadOnlyList<string> Lines { get; init; }
    public required string Postcode { get; init; }
    public DateOnly? FromDate { get; init; }
    public DateOnly? ToDate { get; init; }
    /// <summary>Y or N.</summary>
    public required string Confidential { get; init; }
}

public sealed record IcsPeriod
{
    public required string PeriodId { get; init; }
    public required DateOnly StartDate { get; init; }
    public required string CategoryOfNeed { get; init; }
    public DateOnly? EndDate { get; init; }
    /// <summary>SSDA903 REC.</summary>
    public string? EndReason { get; init; }
    public required IReadOnlyList<IcsLegalStatus> LegalStatuses { get; init; }
}

public sealed record IcsLegalStatus
{
    public required string LegalStatusId { get; init; }
    /// <summary>SSDA903 LS.</summary>
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
    /// <summary>SSDA903 PLACE.</summary>
    public required string PlacementType { get; init; }
    /// <summary>SSDA903 PLACE_PROVIDER.</summary>
    public string? ProviderType { get; init; }
    public required string ProviderName { get; init; }
    /// <summary>SSDA903 REASON_PLACE_CHANGE.</summary>
    public string? ChangeReason { get; init; }
    /// <summary>Y or N.</summary>
    public required string Confidential { get; init; }
}

public sealed record IcsCarePlan
{
    public required string CarePlanId { get; init; }
    /// <summary>Category code: care-plan, placement-plan, pep, health-plan, pathway-plan, court-care-plan.</summary>
    public required string PlanType { get; init; }
    /// <summary>DRAFT, ACTIVE, SUPERSEDED or CLOSED.</summary>
    public required string Status { get; init; }
    public required string Title { get; init; }
    public required DateOnly StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public required IReadOnlyList<string> PermanenceRoutes { get; init; }
    public required IReadOnlyList<IcsGoal> Goals { get; init; }
    public required IReadOnlyList<IcsSection> Sections { get; init; }
    public required string AuthorName { get; init; }
    public string? ReplacesCarePlanId { get; init; }
    public IReadOnlyList<string> Sensitivities { get; init; } = [];
}

public sealed record IcsGoal
{
    public required string GoalId { get; init; }
    public required string Text { get; init; }
    public DateOnly? DueDate { get; init; }
    /// <summary>OPEN or ACHIEVED.</summary>
    public required string Status { get; init; }
    /// <summary>The child put it this way.</summary>
    public bool ChildsWords { get; init; }
}

public sealed record IcsSection
{
    /// <summary>placement, contact, education, health, identity, wishes.</summary>
    public required string Heading { get; init; }
    public required string Text { get; init; }
}

public sealed record IcsReview
{
    public required string ReviewId { get; init; }
    public required string PeriodId { get; init; }
    public required DateOnly ReviewDate { get; init; }
    public required DateOnly DueDate { get; init; }
    /// <summary>PLANNED, HELD or CANCELLED.</summary>
    public required string Status { get; init; }
    public required int Number { get; init; }
    /// <summary>SSDA903 REVIEW_CODE.</summary>
    public string? ParticipationCode { get; init; }
    public required string Venue { get; init; }
    public required IReadOnlyList<IcsDecision> Decisions { get; init; }
}

public sealed record IcsDecision
{
    public required string DecisionId { get; init; }
    public required string Text { get; init; }
    public required string OwnerRole { get; init; }
    public DateOnly? DueDate { get; init; }
    /// <summary>OPEN or DONE.</summary>
    public required string Status { get; init; }
}

public sealed record IcsDocument
{
    public required string DocumentId { get; init; }
    /// <summary>Code of domain.md 2.8.</summary>
    public required string DocumentType { get; init; }
    public required string Title { get; init; }
    public required DateOnly DocumentDate { get; init; }
    public required string ContentType { get; init; }
    public required string FileName { get; init; }
    public required int SizeBytes { get; init; }
    /// <summary>Lower-case hex.</summary>
    public required string Sha256 { get; init; }
    public required int Revision { get; init; }
    /// <summary>CURRENT or WITHDRAWN.</summary>
    public required string Status { get; init; }
    public required string AuthorName { get; init; }
    public IReadOnlyList<string> Sensitivities { get; init; } = [];
}

/// <summary>A key that a new ICS, or a merge, put in the place of another (EDGE-27).</summary>
public sealed record IcsReplacedId
{
    /// <summary>person, period, legal-status, placement, care-plan, review or document.</summary>
    public required string Entity { get; init; }
    public required string OldId { get; init; }
    public required string NewId { get; init; }
}
