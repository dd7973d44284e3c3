namespace BoroughBridge.Access;

/// <summary>Who asks, as her own token and the directory say.</summary>
public sealed record Caller
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    /// <summary>The authority that employs or sponsors her.</summary>
    public required string Authority { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>A person is at the keyboard; no body is read unattended (ACC-16).</summary>
    public required bool UserPresent { get; init; }
    /// <summary>Her training is current (A16).</summary>
    public required bool Trained { get; init; }
    /// <summary>Disabled here, whatever her provider says.</summary>
    public required bool Disabled { get; init; }
}

/// <summary>What is asked for.</summary>
public sealed record Thing
{
    public required string ChildRef { get; init; }
    /// <summary>The authority that holds it.</summary>
    public required string Holder { get; init; }
    /// <summary>FHIR resource type.</summary>
    public required string Type { get; init; }
    /// <summary>Document type or category code; none for a Patient.</summary>
    public string? Kind { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    /// <summary>Its child is closed to reads: a parked event, a merge, a misfiling under repair.</summary>
    public bool ChildClosed { get; init; }
    /// <summary>Withdrawn or superseded.</summary>
    public bool Withdrawn { get; init; }
}

/// <summary>An agreement between two authorities, as either side holds it.</summary>
public sealed record Agreement
{
    public required string Reference { get; init; }
    /// <summary>The authority whose files it opens.</summary>
    public required string Holder { get; init; }
    /// <summary>The authority whose officers may be allocated.</summary>
    public required string Employer { get; init; }
    public required AgreementState State { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    /// <summary>Legal basis: <c>s25B(4)</c> or <c>s113</c>.</summary>
    public required string Basis { get; init; }
    public required IReadOnlyList<string> Purposes { get; init; }
    public required int Version { get; init; }
}

public enum AgreementState
{
    Draft,
    Signed,
    Open,
    ClosedToNew,
    WindingDown,
    Ended,
    Suspended,
}

/// <summary>An allocation as a grant of access (ACC-5).</summary>
public sealed record Grant
{
    public required string AllocationId { get; init; }
    public required string ChildRef { get; init; }
    public required string Holder { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required string Employer { get; init; }
    /// <summary>Reference of the agreement it rests on.</summary>
    public required string Agreement { get; init; }
    /// <summary>Opens at 00:00 Europe/London of this day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>Closes at the end of this day.</summary>
    public DateOnly? To { get; init; }
    /// <summary>Ended at once at this instant, whatever <see cref="To"/> says.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Labels the IRO may read in full by named permission.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
}

/// <summary>A named person may not see this child's file: court order, conflict, family.</summary>
public sealed record NamedDeny(string ChildRef, string Issuer, string Subject);

/// <summary>All that one side knows when it decides.</summary>
public sealed record Circumstances
{
    public required DateTimeOffset Now { get; init; }
    public required string Purpose { get; init; }
    public required IReadOnlyList<Agreement> Agreements { get; init; }
    public required IReadOnlyList<Grant> Grants { get; init; }
    public required IReadOnlyList<NamedDeny> Denies { get; init; }
}
