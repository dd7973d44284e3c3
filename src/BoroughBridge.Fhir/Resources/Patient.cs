using System.Text.Json.Serialization;

namespace BoroughBridge.Fhir;

/// <summary>A child, as the holder has it.</summary>
public sealed record Patient : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public bool? Active { get; init; }
    public IReadOnlyList<HumanName>? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    [OneOf("male", "female", "other", "unknown")]
    public string? Gender { get; init; }
    /// <summary>May be partial; <see cref="Extensions.DobBasis"/> says how sure it is.</summary>
    [Format(Format.Date)]
    public string? BirthDate { get; init; }
    [JsonPropertyName("_birthDate")]
    public PrimitiveElement? BirthDateElement { get; init; }
    [Choice("deceased")]
    public bool? DeceasedBoolean { get; init; }
    [Choice("deceased"), Format(Format.DateTime)]
    public string? DeceasedDateTime { get; init; }
    public IReadOnlyList<Address>? Address { get; init; }
    public CodeableConcept? MaritalStatus { get; init; }
    [Choice("multipleBirth")]
    public bool? MultipleBirthBoolean { get; init; }
    [Choice("multipleBirth")]
    public int? MultipleBirthInteger { get; init; }
    public IReadOnlyList<Attachment>? Photo { get; init; }
    public IReadOnlyList<PatientContact>? Contact { get; init; }
    public IReadOnlyList<PersonCommunication>? Communication { get; init; }
    [Targets("Organization", "Practitioner", "PractitionerRole")]
    public IReadOnlyList<Reference>? GeneralPractitioner { get; init; }
    [Targets("Organization")]
    public Reference? ManagingOrganization { get; init; }
    public IReadOnlyList<PatientLink>? Link { get; init; }
}

/// <summary>Someone to reach about the child.</summary>
public sealed record PatientContact : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Relationship { get; init; }
    public HumanName? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    public Address? Address { get; init; }
    [OneOf("male", "female", "other", "unknown")]
    public string? Gender { get; init; }
    [Targets("Organization")]
    public Reference? Organization { get; init; }
    public Period? Period { get; init; }
}

/// <summary>A language a person can be spoken to in.</summary>
public sealed record PersonCommunication : BackboneElement
{
    public required CodeableConcept Language { get; init; }
    public bool? Preferred { get; init; }
}

/// <summary>A link to another record of the same child.</summary>
public sealed record PatientLink : BackboneElement
{
    [Targets("Patient", "RelatedPerson")]
    public required Reference Other { get; init; }
    [OneOf("replaced-by", "replaces", "refer", "seealso")]
    public required string Type { get; init; }
}

/// <summary>A parent, carer or sibling.</summary>
public sealed record RelatedPerson : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    public bool? Active { get; init; }
    [Targets("Patient")]
    public required Reference Patient { get; init; }
    public IReadOnlyList<CodeableConcept>? Relationship { get; init; }
    public IReadOnlyList<HumanName>? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
    [OneOf("male", "female", "other", "unknown")]
    public string? Gender { get; init; }
    [Format(Format.Date)]
    public string? BirthDate { get; init; }
    public IReadOnlyList<Address>? Address { get; init; }
    public IReadOnlyList<Attachment>? Photo { get; init; }
    public Period? Period { get; init; }
    public IReadOnlyList<PersonCommunication>? Communication { get; init; }
}
