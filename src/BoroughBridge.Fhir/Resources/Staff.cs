namespace BoroughBridge.Fhir;

/// <summary>A member of staff as a person.</summary>
public sealed record Practitioner : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public bool? Active { get; init; }
    public IReadOnlyList<HumanName>? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public IReadOnlyList<Address>? Address { get; init; }
    [OneOf("male", "female", "other", "unknown")]
    public string? Gender { get; init; }
    [Format(Format.Date)]
    public string? BirthDate { get; init; }
    public IReadOnlyList<Attachment>? Photo { get; init; }
    public IReadOnlyList<PractitionerQualification>? Qualification { get; init; }
    public IReadOnlyList<CodeableConcept>? Communication { get; init; }
}

/// <summary>A qualification or registration.</summary>
public sealed record PractitionerQualification : BackboneElement
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public required CodeableConcept Code { get; init; }
    public Period? Period { get; init; }
    [Targets("Organization")]
    public Reference? Issuer { get; init; }
}

/// <summary>A member of staff in one employment; <see cref="Organization"/> is the employer. A sessional IRO has one for each (EDGE-12).</summary>
public sealed record PractitionerRole : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public bool? Active { get; init; }
    public Period? Period { get; init; }
    [Targets("Practitioner")]
    public Reference? Practitioner { get; init; }
    [Targets("Organization")]
    public Reference? Organization { get; init; }
    public IReadOnlyList<CodeableConcept>? Code { get; init; }
    public IReadOnlyList<CodeableConcept>? Specialty { get; init; }
    [Targets("Location")]
    public IReadOnlyList<Reference>? Location { get; init; }
    [Targets("HealthcareService")]
    public IReadOnlyList<Reference>? HealthcareService { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public string? AvailabilityExceptions { get; init; }
    [Targets("Endpoint")]
    public IReadOnlyList<Reference>? Endpoint { get; init; }
}

/// <summary>A borough, a placement provider, a team.</summary>
public sealed record Organization : DomainResource, ISelfChecked
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public bool? Active { get; init; }
    public IReadOnlyList<CodeableConcept>? Type { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<string>? Alias { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public IReadOnlyList<Address>? Address { get; init; }
    [Targets("Organization")]
    public Reference? PartOf { get; init; }
    public IReadOnlyList<OrganizationContact>? Contact { get; init; }
    [Targets("Endpoint")]
    public IReadOnlyList<Reference>? Endpoint { get; init; }

    // org-1: an organisation has a name or an identifier.
    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Name is null && Identifier is not { Count: > 0 }) yield return new(Fault.Required, ".name");
    }
}

/// <summary>Whom to ask for at an organisation.</summary>
public sealed record OrganizationContact : BackboneElement
{
    public CodeableConcept? Purpose { get; init; }
    public HumanName? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public Address? Address { get; init; }
}
