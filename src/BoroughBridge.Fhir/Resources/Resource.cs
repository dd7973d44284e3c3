using System.Text.Json.Serialization;

namespace BoroughBridge.Fhir;

/// <summary>A FHIR R4 (4.0.1) resource, as far as BoroughBridge makes and takes it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "resourceType", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(AuditEvent), "AuditEvent")]
[JsonDerivedType(typeof(Binary), "Binary")]
[JsonDerivedType(typeof(Bundle), "Bundle")]
[JsonDerivedType(typeof(CapabilityStatement), "CapabilityStatement")]
[JsonDerivedType(typeof(CarePlan), "CarePlan")]
[JsonDerivedType(typeof(CareTeam), "CareTeam")]
[JsonDerivedType(typeof(Consent), "Consent")]
[JsonDerivedType(typeof(DocumentReference), "DocumentReference")]
[JsonDerivedType(typeof(Encounter), "Encounter")]
[JsonDerivedType(typeof(EpisodeOfCare), "EpisodeOfCare")]
[JsonDerivedType(typeof(FhirTask), "Task")]
[JsonDerivedType(typeof(Flag), "Flag")]
[JsonDerivedType(typeof(Observation), "Observation")]
[JsonDerivedType(typeof(OperationOutcome), "OperationOutcome")]
[JsonDerivedType(typeof(Organization), "Organization")]
[JsonDerivedType(typeof(Patient), "Patient")]
[JsonDerivedType(typeof(Practitioner), "Practitioner")]
[JsonDerivedType(typeof(PractitionerRole), "PractitionerRole")]
[JsonDerivedType(typeof(Provenance), "Provenance")]
[JsonDerivedType(typeof(RelatedPerson), "RelatedPerson")]
public abstract record Resource
{
    [JsonPropertyOrder(-20), Format(Format.Id)]
    public string? Id { get; init; }
    [JsonPropertyOrder(-19)]
    public Meta? Meta { get; init; }
    [JsonPropertyOrder(-18), Format(Format.Uri)]
    public string? ImplicitRules { get; init; }
    [JsonPropertyOrder(-17), Format(Format.Code)]
    public string? Language { get; init; }

    /// <summary>Name of the R4 resource type.</summary>
    [JsonIgnore]
    public string TypeName => this is FhirTask ? "Task" : GetType().Name;
}

/// <summary>A resource with narrative, contained resources and extensions.</summary>
public abstract record DomainResource : Resource
{
    [JsonPropertyOrder(-16)]
    public Narrative? Text { get; init; }
    [JsonPropertyOrder(-15)]
    public IReadOnlyList<Resource>? Contained { get; init; }
    [JsonPropertyOrder(-14)]
    public IReadOnlyList<Extension>? Extension { get; init; }
    [JsonPropertyOrder(-13)]
    public IReadOnlyList<Extension>? ModifierExtension { get; init; }
}

/// <summary>Version, source, labels and tags. Every resource of ours carries source, security and tag (domain.md 3.1).</summary>
public sealed record Meta : Element
{
    [Format(Format.Id)]
    public string? VersionId { get; init; }
    [Format(Format.Instant)]
    public string? LastUpdated { get; init; }
    [Format(Format.Uri)]
    public string? Source { get; init; }
    [Format(Format.Canonical)]
    public IReadOnlyList<string>? Profile { get; init; }
    public IReadOnlyList<Coding>? Security { get; init; }
    public IReadOnlyList<Coding>? Tag { get; init; }
}
