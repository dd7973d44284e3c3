namespace BoroughBridge.Fhir;

/// <summary>The sharing basis of an allocation: statutory permission (s 25B, or an agreement), whatever R4 calls it (domain.md 3.2).</summary>
public sealed record Consent : DomainResource, ISelfChecked
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [OneOf("draft", "proposed", "active", "rejected", "inactive", "entered-in-error")]
    public required string Status { get; init; }
    public required CodeableConcept Scope { get; init; }
    public required IReadOnlyList<CodeableConcept> Category { get; init; }
    [Targets("Patient")]
    public Reference? Patient { get; init; }
    [Format(Format.DateTime)]
    public string? DateTime { get; init; }
    [Targets("Organization", "Patient", "Practitioner", "RelatedPerson", "PractitionerRole")]
    public IReadOnlyList<Reference>? Performer { get; init; }
    [Targets("Organization")]
    public IReadOnlyList<Reference>? Organization { get; init; }
    [Choice("source")]
    public Attachment? SourceAttachment { get; init; }
    [Choice("source"), Targets("Consent", "DocumentReference", "Contract", "QuestionnaireResponse")]
    public Reference? SourceReference { get; init; }
    public IReadOnlyList<ConsentPolicy>? Policy { get; init; }
    public CodeableConcept? PolicyRule { get; init; }
    public IReadOnlyList<ConsentVerification>? Verification { get; init; }
    public ConsentProvision? Provision { get; init; }

    // ppc-1
    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Policy is not { Count: > 0 } && PolicyRule is null) yield return new(Fault.Required, ".policy");
    }
}

/// <summary>The law or agreement it rests on.</summary>
public sealed record ConsentPolicy : BackboneElement
{
    [Format(Format.Uri)]
    public string? Authority { get; init; }
    [Format(Format.Uri)]
    public string? Uri { get; init; }
}

/// <summary>That it was checked, with whom and when.</summary>
public sealed record ConsentVerification : BackboneElement
{
    public required bool? Verified { get; init; }
    [Targets("Patient", "RelatedPerson")]
    public Reference? VerifiedWith { get; init; }
    [Format(Format.DateTime)]
    public string? VerificationDate { get; init; }
}

/// <summary>What is permitted or denied, to whom, from when to when; exceptions are nested.</summary>
public sealed record ConsentProvision : BackboneElement
{
    [OneOf("deny", "permit")]
    public string? Type { get; init; }
    public Period? Period { get; init; }
    public IReadOnlyList<ConsentActor>? Actor { get; init; }
    public IReadOnlyList<CodeableConcept>? Action { get; init; }
    public IReadOnlyList<Coding>? SecurityLabel { get; init; }
    public IReadOnlyList<Coding>? Purpose { get; init; }
    public IReadOnlyList<Coding>? Class { get; init; }
    public IReadOnlyList<CodeableConcept>? Code { get; init; }
    public Period? DataPeriod { get; init; }
    public IReadOnlyList<ConsentData>? Data { get; init; }
    public IReadOnlyList<ConsentProvision>? Provision { get; init; }
}

/// <summary>Who the provision is about.</summary>
public sealed record ConsentActor : BackboneElement
{
    public required CodeableConcept Role { get; init; }
    [Targets("Device", "Group", "CareTeam", "Organization", "Patient", "Practitioner", "RelatedPerson", "PractitionerRole")]
    public required Reference Reference { get; init; }
}

/// <summary>Which data the provision is about.</summary>
public sealed record ConsentData : BackboneElement
{
    [OneOf("instance", "related", "dependents", "authoredby")]
    public required string Meaning { get; init; }
    public required Reference Reference { get; init; }
}
