namespace BoroughBridge.Fhir;

/// <summary>How a record came to be: from paper to pixel to text, from the ICS to here.</summary>
public sealed record Provenance : DomainResource
{
    public required IReadOnlyList<Reference> Target { get; init; }
    [Choice("occurred")]
    public Period? OccurredPeriod { get; init; }
    [Choice("occurred"), Format(Format.DateTime)]
    public string? OccurredDateTime { get; init; }
    [Format(Format.Instant)]
    public required string Recorded { get; init; }
    [Format(Format.Uri)]
    public IReadOnlyList<string>? Policy { get; init; }
    [Targets("Location")]
    public Reference? Location { get; init; }
    public IReadOnlyList<CodeableConcept>? Reason { get; init; }
    public CodeableConcept? Activity { get; init; }
    public required IReadOnlyList<ProvenanceAgent> Agent { get; init; }
    public IReadOnlyList<ProvenanceEntity>? Entity { get; init; }
    public IReadOnlyList<Signature>? Signature { get; init; }
}

/// <summary>Who or what took part.</summary>
public sealed record ProvenanceAgent : BackboneElement
{
    public CodeableConcept? Type { get; init; }
    public IReadOnlyList<CodeableConcept>? Role { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson", "Patient", "Device", "Organization")]
    public required Reference Who { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson", "Patient", "Device", "Organization")]
    public Reference? OnBehalfOf { get; init; }
}

/// <summary>What it was made from.</summary>
public sealed record ProvenanceEntity : BackboneElement
{
    [OneOf("derivation", "revision", "quotation", "source", "removal")]
    public required string Role { get; init; }
    public required Reference What { get; init; }
    public IReadOnlyList<ProvenanceAgent>? Agent { get; init; }
}
