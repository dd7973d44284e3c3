namespace BoroughBridge.Access;

/// <summary>Who asks, as her own token and the directory say.</summary>
public sealed record Caller
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    /// <summary>The authority that employs or sponsors her.</summary>
    public required string Authority { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>The one of her roles she acts in. Needed only where two of them reach anything here: then nothing is guessed (EDGE-12).</summary>
    public string? ActiveRole { get; init; }
    /// <summary>A person is at the keyboard; no body is read unattended (ACC-16).</summary>
    public required bool UserPresent { get; init; }
    /// <summary>Her training is current (A16).</summary>
    public required bool Trained { get; init; }
    /// <summary>Disabled here, whatever her provider says.</summary>
    public required bool Disabled { get; init; }
}

/// <summary>How much of a thing is asked for.</summary>
public enum Asked
{
    /// <summary>What it says: a resource, a document's bytes, a page of it.</summary>
    Body,

    /// <summary>That it is there: type, kind, dates, status. No name, no title.</summary>
    Index,

    /// <summary>To write it back into the holder's record.</summary>
    Write,
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
    /// <summary>Its own labels; of a document, those of the pages asked for, and of the whole those of all its pages.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
    /// <summary>Labels of the child's file: what they seal or restrict is sealed or restricted in all of it (EDGE-16, EDGE-31).</summary>
    public IReadOnlyList<string> FileLabels { get; init; } = [];
    /// <summary>Its source marks item by item where an address stands; else the child's protected address counts for it too (EDGE-18).</summary>
    public bool AddressMarked { get; init; }
    /// <summary>The review it belongs to, for the recording tail; a review belongs to itself.</summary>
    public string? Review { get; init; }
    /// <summary>It is about several children: only a rendition the holder has approved for this child's readers crosses (EDGE-17).</summary>
    public bool SeveralSubjects { get; init; }
    /// <summary>The name of that rendition; none while there is none.</summary>
    public string? ApprovedRendition { get; init; }
    /// <summary>Its child is closed to reads: a parked event, a merge, a misfiling under repair.</summary>
    public bool ChildClosed { get; init; }
    /// <summary>Withdrawn or superseded.</summary>
    public bool Withdrawn { get; init; }
    public Asked Asked { get; init; } = Asked.Body;
}

/// <summary>An agreement between two authorities, as either side holds it.</summary>
public sealed record Agreement
{
    public required string Reference { get; init; }
    /// <summary>As the log names what a decision was made under.</summary>
    public string ReferenceAndVersion => $"{Reference} v{Version}";
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
    /// <summary>What both sides have turned on, of <see cref="Access.Capabilities"/>; nothing until then.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>What an agreement gives beyond index, plans and dates, each only once both sides have turned it on.</summary>
public static class Capabilities
{
    /// <summary>The bytes of documents.</summary>
    public const string Documents = "documents";
    public const string WriteBack = "write-back";
    public const string BreakGlass = "break-glass";

    public static IReadOnlyList<string> All { get; } = [Documents, WriteBack, BreakGlass];
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

/// <summary>What a grant rests on, and so how far it goes.</summary>
public enum GrantKind
{
    Allocation,

    /// <summary>After an allocation's end, to finish the record of one review: that review's own papers, and no others (ACC-6).</summary>
    RecordingTail,

    /// <summary>Sixty minutes for one child, under purpose break-glass; never what is sealed or privileged.</summary>
    BreakGlass,
}

/// <summary>A grant of access (ACC-5).</summary>
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
    public GrantKind Kind { get; init; }
    /// <summary>Opens at 00:00 Europe/London of this day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>Closes at the end of this day.</summary>
    public DateOnly? To { get; init; }
    /// <summary>Of break-glass: when it was opened. It closes sixty minutes later whatever the days say.</summary>
    public DateTimeOffset? OpenedAt { get; init; }
    /// <summary>Ended at once at this instant, whatever <see cref="To"/> says.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Of a recording tail: the review.</summary>
    public string? Review { get; init; }
    /// <summary>Labels the officer it names may read in full.</summary>
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
