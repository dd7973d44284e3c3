namespace BoroughBridge.Fhir;

/// <summary>A document of the file, shaped like the National Record Locator's pointers; one without a url is a paper volume (domain.md 3.2).</summary>
public sealed record DocumentReference : DomainResource
{
    public Identifier? MasterIdentifier { get; init; }
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("current", "superseded", "entered-in-error")]
    public required string Status { get; init; }
    [OneOf("preliminary", "final", "amended", "entered-in-error")]
    public string? DocStatus { get; init; }
    public CodeableConcept? Type { get; init; }
    public IReadOnlyList<CodeableConcept>? Category { get; init; }
    [Targets("Patient", "Practitioner", "Group", "Device")]
    public Reference? Subject { get; init; }
    [Format(Format.Instant)]
    public string? Date { get; init; }
    [Targets("Practitioner", "PractitionerRole", "Organization", "Device", "Patient", "RelatedPerson")]
    public IReadOnlyList<Reference>? Author { get; init; }
    [Targets("Practitioner", "PractitionerRole", "Organization")]
    public Reference? Authenticator { get; init; }
    [Targets("Organization")]
    public Reference? Custodian { get; init; }
    public IReadOnlyList<DocumentRelatesTo>? RelatesTo { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<CodeableConcept>? SecurityLabel { get; init; }
    public required IReadOnlyList<DocumentContent> Content { get; init; }
    public DocumentContext? Context { get; init; }
}

/// <summary>What it replaces, transforms, signs or appends.</summary>
public sealed record DocumentRelatesTo : BackboneElement
{
    [OneOf("replaces", "transforms", "signs", "appends")]
    public required string Code { get; init; }
    [Targets("DocumentReference")]
    public required Reference Target { get; init; }
}

/// <summary>One rendition.</summary>
public sealed record DocumentContent : BackboneElement
{
    public required Attachment Attachment { get; init; }
    public Coding? Format { get; init; }
}

/// <summary>The circumstances it was made in.</summary>
public sealed record DocumentContext : BackboneElement
{
    [Targets("Encounter", "EpisodeOfCare")]
    public IReadOnlyList<Reference>? Encounter { get; init; }
    public IReadOnlyList<CodeableConcept>? Event { get; init; }
    public Period? Period { get; init; }
    public CodeableConcept? FacilityType { get; init; }
    public CodeableConcept? PracticeSetting { get; init; }
    [Targets("Patient")]
    public Reference? SourcePatientInfo { get; init; }
    public IReadOnlyList<Reference>? Related { get; init; }
}

/// <summary>The bytes of a document; access follows <see cref="SecurityContext"/>.</summary>
public sealed record Binary : Resource
{
    [Format(Format.Code)]
    public required string ContentType { get; init; }
    public Reference? SecurityContext { get; init; }
    [Format(Format.Base64)]
    public string? Data { get; init; }
}
