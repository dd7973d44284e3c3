namespace BoroughBridge.Fhir;

/// <summary>A period of being looked after (type <c>looked-after</c>), or a placement within one (type <c>placement</c>).</summary>
public sealed record EpisodeOfCare : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error")]
    public required string Status { get; init; }
    public IReadOnlyList<EpisodeStatusHistory>? StatusHistory { get; init; }
    public IReadOnlyList<CodeableConcept>? Type { get; init; }
    public IReadOnlyList<EpisodeDiagnosis>? Diagnosis { get; init; }
    [Targets("Patient")]
    public required Reference Patient { get; init; }
    [Targets("Organization")]
    public Reference? ManagingOrganization { get; init; }
    public Period? Period { get; init; }
    [Targets("ServiceRequest")]
    public IReadOnlyList<Reference>? ReferralRequest { get; init; }
    [Targets("Practitioner", "PractitionerRole")]
    public Reference? CareManager { get; init; }
    [Targets("CareTeam")]
    public IReadOnlyList<Reference>? Team { get; init; }
    [Targets("Account")]
    public IReadOnlyList<Reference>? Account { get; init; }
}

/// <summary>A state the episode has been in.</summary>
public sealed record EpisodeStatusHistory : BackboneElement
{
    [OneOf("planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error")]
    public required string Status { get; init; }
    public required Period Period { get; init; }
}

/// <summary>Not used by us; read from others.</summary>
public sealed record EpisodeDiagnosis : BackboneElement
{
    [Targets("Condition")]
    public required Reference Condition { get; init; }
    public CodeableConcept? Role { get; init; }
    [Format(Format.PositiveInt)]
    public int? Rank { get; init; }
}
