namespace BoroughBridge.Fhir;

/// <summary>An IRO allocation: a participant in role <c>iro</c> with its period; ended ones are kept (domain.md 3.2).</summary>
public sealed record CareTeam : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("proposed", "active", "suspended", "inactive", "entered-in-error")]
    public string? Status { get; init; }
    public IReadOnlyList<CodeableConcept>? Category { get; init; }
    public string? Name { get; init; }
    [Targets("Patient", "Group")]
    public Reference? Subject { get; init; }
    [Targets("Encounter")]
    public Reference? Encounter { get; init; }
    public Period? Period { get; init; }
    public IReadOnlyList<CareTeamParticipant>? Participant { get; init; }
    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }
    [Targets("Condition")]
    public IReadOnlyList<Reference>? ReasonReference { get; init; }
    [Targets("Organization")]
    public IReadOnlyList<Reference>? ManagingOrganization { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public IReadOnlyList<Annotation>? Note { get; init; }
}

/// <summary>Someone of the team, from when to when.</summary>
public sealed record CareTeamParticipant : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Role { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson", "Patient", "Organization", "CareTeam")]
    public Reference? Member { get; init; }
    [Targets("Organization")]
    public Reference? OnBehalfOf { get; init; }
    public Period? Period { get; init; }
}

/// <summary>An alert on the child: missing, stuck, subject of an alert.</summary>
public sealed record Flag : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("active", "inactive", "entered-in-error")]
    public required string Status { get; init; }
    public IReadOnlyList<CodeableConcept>? Category { get; init; }
    public required CodeableConcept Code { get; init; }
    [Targets("Patient", "Location", "Group", "Organization", "Practitioner", "PlanDefinition", "Medication", "Procedure")]
    public required Reference Subject { get; init; }
    public Period? Period { get; init; }
    [Targets("Encounter")]
    public Reference? Encounter { get; init; }
    [Targets("Device", "Organization", "Patient", "Practitioner", "PractitionerRole")]
    public Reference? Author { get; init; }
}
