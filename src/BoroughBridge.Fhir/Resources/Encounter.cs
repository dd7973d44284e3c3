namespace BoroughBridge.Fhir;

/// <summary>A review held, planned or cancelled (type <c>lac-review</c>), or a part of one (<c>lac-review-part</c>, with <see cref="PartOf"/>).</summary>
public sealed record Encounter : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error", "unknown")]
    public required string Status { get; init; }
    public IReadOnlyList<EncounterStatusHistory>? StatusHistory { get; init; }
    public required Coding Class { get; init; }
    public IReadOnlyList<EncounterClassHistory>? ClassHistory { get; init; }
    public IReadOnlyList<CodeableConcept>? Type { get; init; }
    public CodeableConcept? ServiceType { get; init; }
    public CodeableConcept? Priority { get; init; }
    [Targets("Patient", "Group")]
    public Reference? Subject { get; init; }
    [Targets("EpisodeOfCare")]
    public IReadOnlyList<Reference>? EpisodeOfCare { get; init; }
    [Targets("ServiceRequest")]
    public IReadOnlyList<Reference>? BasedOn { get; init; }
    public IReadOnlyList<EncounterParticipant>? Participant { get; init; }
    [Targets("Appointment")]
    public IReadOnlyList<Reference>? Appointment { get; init; }
    public Period? Period { get; init; }
    public Quantity? Length { get; init; }
    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }
    [Targets("Condition", "Procedure", "Observation", "ImmunizationRecommendation")]
    public IReadOnlyList<Reference>? ReasonReference { get; init; }
    [Targets("Account")]
    public IReadOnlyList<Reference>? Account { get; init; }
    public IReadOnlyList<EncounterLocation>? Location { get; init; }
    [Targets("Organization")]
    public Reference? ServiceProvider { get; init; }
    [Targets("Encounter")]
    public Reference? PartOf { get; init; }
}

/// <summary>A state the encounter has been in.</summary>
public sealed record EncounterStatusHistory : BackboneElement
{
    [OneOf("planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error", "unknown")]
    public required string Status { get; init; }
    public required Period Period { get; init; }
}

/// <summary>A class the encounter has been of.</summary>
public sealed record EncounterClassHistory : BackboneElement
{
    public required Coding Class { get; init; }
    public required Period Period { get; init; }
}

/// <summary>Who took part.</summary>
public sealed record EncounterParticipant : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Type { get; init; }
    public Period? Period { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson")]
    public Reference? Individual { get; init; }
}

/// <summary>Where it was held.</summary>
public sealed record EncounterLocation : BackboneElement
{
    [Targets("Location")]
    public required Reference Location { get; init; }
    [OneOf("planned", "active", "reserved", "completed")]
    public string? Status { get; init; }
    public CodeableConcept? PhysicalType { get; init; }
    public Period? Period { get; init; }
}
