namespace BoroughBridge.Fhir;

/// <summary>A fact with a value and a time: legal status with its period, participation in a review.</summary>
public sealed record Observation : DomainResource, ISelfChecked
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [Targets("CarePlan", "DeviceRequest", "ImmunizationRecommendation", "MedicationRequest", "NutritionOrder", "ServiceRequest")]
    public IReadOnlyList<Reference>? BasedOn { get; init; }
    [Targets("MedicationAdministration", "MedicationDispense", "MedicationStatement", "Procedure", "Immunization", "ImagingStudy")]
    public IReadOnlyList<Reference>? PartOf { get; init; }
    [OneOf("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown")]
    public required string Status { get; init; }
    public IReadOnlyList<CodeableConcept>? Category { get; init; }
    public required CodeableConcept Code { get; init; }
    [Targets("Patient", "Group", "Device", "Location")]
    public Reference? Subject { get; init; }
    public IReadOnlyList<Reference>? Focus { get; init; }
    [Targets("Encounter")]
    public Reference? Encounter { get; init; }
    [Choice("effective"), Format(Format.DateTime)]
    public string? EffectiveDateTime { get; init; }
    [Choice("effective")]
    public Period? EffectivePeriod { get; init; }
    [Choice("effective"), Format(Format.Instant)]
    public string? EffectiveInstant { get; init; }
    [Format(Format.Instant)]
    public string? Issued { get; init; }
    [Targets("Practitioner", "PractitionerRole", "Organization", "CareTeam", "Patient", "RelatedPerson")]
    public IReadOnlyList<Reference>? Performer { get; init; }
    [Choice("value")]
    public Quantity? ValueQuantity { get; init; }
    [Choice("value")]
    public CodeableConcept? ValueCodeableConcept { get; init; }
    [Choice("value")]
    public string? ValueString { get; init; }
    [Choice("value")]
    public bool? ValueBoolean { get; init; }
    [Choice("value")]
    public int? ValueInteger { get; init; }
    [Choice("value"), Format(Format.DateTime)]
    public string? ValueDateTime { get; init; }
    [Choice("value")]
    public Period? ValuePeriod { get; init; }
    public CodeableConcept? DataAbsentReason { get; init; }
    public IReadOnlyList<CodeableConcept>? Interpretation { get; init; }
    public IReadOnlyList<Annotation>? Note { get; init; }
    public CodeableConcept? BodySite { get; init; }
    public CodeableConcept? Method { get; init; }
    [Targets("Device", "DeviceMetric")]
    public Reference? Device { get; init; }
    public IReadOnlyList<ObservationRange>? ReferenceRange { get; init; }
    [Targets("Observation", "QuestionnaireResponse", "MolecularSequence")]
    public IReadOnlyList<Reference>? HasMember { get; init; }
    [Targets("DocumentReference", "ImagingStudy", "Media", "QuestionnaireResponse", "Observation", "MolecularSequence")]
    public IReadOnlyList<Reference>? DerivedFrom { get; init; }
    public IReadOnlyList<ObservationComponent>? Component { get; init; }

    // obs-6
    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (DataAbsentReason is not null && FhirRules.HasChoice(this, "value")) yield return new(Fault.OnlyOne, ".dataAbsentReason");
    }
}

/// <summary>A part of an observation: child seen, child seen alone.</summary>
public sealed record ObservationComponent : BackboneElement
{
    public required CodeableConcept Code { get; init; }
    [Choice("value")]
    public Quantity? ValueQuantity { get; init; }
    [Choice("value")]
    public CodeableConcept? ValueCodeableConcept { get; init; }
    [Choice("value")]
    public string? ValueString { get; init; }
    [Choice("value")]
    public bool? ValueBoolean { get; init; }
    [Choice("value")]
    public int? ValueInteger { get; init; }
    [Choice("value"), Format(Format.DateTime)]
    public string? ValueDateTime { get; init; }
    public CodeableConcept? DataAbsentReason { get; init; }
}

/// <summary>What is usual; read from others.</summary>
public sealed record ObservationRange : BackboneElement
{
    public Quantity? Low { get; init; }
    public Quantity? High { get; init; }
    public CodeableConcept? Type { get; init; }
    public IReadOnlyList<CodeableConcept>? AppliesTo { get; init; }
    public Range? Age { get; init; }
    public string? Text { get; init; }
}
