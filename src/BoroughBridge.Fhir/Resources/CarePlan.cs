namespace BoroughBridge.Fhir;

/// <summary>A care plan, placement plan, personal education plan ...; a draft plan has status <c>draft</c> (domain.md 3.2).</summary>
public sealed record CarePlan : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [Format(Format.Canonical)]
    public IReadOnlyList<string>? InstantiatesCanonical { get; init; }
    [Format(Format.Uri)]
    public IReadOnlyList<string>? InstantiatesUri { get; init; }
    [Targets("CarePlan")]
    public IReadOnlyList<Reference>? BasedOn { get; init; }
    [Targets("CarePlan")]
    public IReadOnlyList<Reference>? Replaces { get; init; }
    [Targets("CarePlan")]
    public IReadOnlyList<Reference>? PartOf { get; init; }
    [OneOf("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")]
    public required string Status { get; init; }
    [OneOf("proposal", "plan", "order", "option")]
    public required string Intent { get; init; }
    public IReadOnlyList<CodeableConcept>? Category { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    [Targets("Patient", "Group")]
    public required Reference Subject { get; init; }
    [Targets("Encounter")]
    public Reference? Encounter { get; init; }
    public Period? Period { get; init; }
    [Format(Format.DateTime)]
    public string? Created { get; init; }
    [Targets("Patient", "Practitioner", "PractitionerRole", "Device", "RelatedPerson", "Organization", "CareTeam")]
    public Reference? Author { get; init; }
    [Targets("Patient", "Practitioner", "PractitionerRole", "Device", "RelatedPerson", "Organization", "CareTeam")]
    public IReadOnlyList<Reference>? Contributor { get; init; }
    [Targets("CareTeam")]
    public IReadOnlyList<Reference>? CareTeam { get; init; }
    [Targets("Condition")]
    public IReadOnlyList<Reference>? Addresses { get; init; }
    public IReadOnlyList<Reference>? SupportingInfo { get; init; }
    [Targets("Goal")]
    public IReadOnlyList<Reference>? Goal { get; init; }
    public IReadOnlyList<CarePlanActivity>? Activity { get; init; }
    public IReadOnlyList<Annotation>? Note { get; init; }
}

/// <summary>One thing to be done under the plan: a reference or a detail, never both (cpl-3).</summary>
public sealed record CarePlanActivity : BackboneElement, ISelfChecked
{
    public IReadOnlyList<CodeableConcept>? OutcomeCodeableConcept { get; init; }
    public IReadOnlyList<Reference>? OutcomeReference { get; init; }
    public IReadOnlyList<Annotation>? Progress { get; init; }
    public Reference? Reference { get; init; }
    public CarePlanDetail? Detail { get; init; }

    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Reference is not null && Detail is not null) yield return new(Fault.OnlyOne, ".detail");
    }
}

/// <summary>What is to be done, in the plan's own words.</summary>
public sealed record CarePlanDetail : BackboneElement
{
    [OneOf("Appointment", "CommunicationRequest", "DeviceRequest", "MedicationRequest", "NutritionOrder", "Task", "ServiceRequest", "VisionPrescription")]
    public string? Kind { get; init; }
    public CodeableConcept? Code { get; init; }
    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }
    [Targets("Condition", "Observation", "DiagnosticReport", "DocumentReference")]
    public IReadOnlyList<Reference>? ReasonReference { get; init; }
    [Targets("Goal")]
    public IReadOnlyList<Reference>? Goal { get; init; }
    [OneOf("not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown", "entered-in-error")]
    public required string Status { get; init; }
    public CodeableConcept? StatusReason { get; init; }
    public bool? DoNotPerform { get; init; }
    [Choice("scheduled")]
    public Period? ScheduledPeriod { get; init; }
    [Choice("scheduled")]
    public string? ScheduledString { get; init; }
    [Targets("Location")]
    public Reference? Location { get; init; }
    [Targets("Practitioner", "PractitionerRole", "Organization", "RelatedPerson", "Patient", "CareTeam", "HealthcareService", "Device")]
    public IReadOnlyList<Reference>? Performer { get; init; }
    public string? Description { get; init; }
}
