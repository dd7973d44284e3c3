namespace BoroughBridge.Fhir;

/// <summary>R4 Task (another name, so as not to hide .NET's): a review due, a decision to be carried out, a scan asked for.</summary>
public sealed record FhirTask : DomainResource
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }
    [Format(Format.Canonical)]
    public string? InstantiatesCanonical { get; init; }
    [Format(Format.Uri)]
    public string? InstantiatesUri { get; init; }
    public IReadOnlyList<Reference>? BasedOn { get; init; }
    public Identifier? GroupIdentifier { get; init; }
    [Targets("Task")]
    public IReadOnlyList<Reference>? PartOf { get; init; }
    [OneOf("draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed", "entered-in-error")]
    public required string Status { get; init; }
    public CodeableConcept? StatusReason { get; init; }
    public CodeableConcept? BusinessStatus { get; init; }
    [OneOf("unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option")]
    public required string Intent { get; init; }
    [OneOf("routine", "urgent", "asap", "stat")]
    public string? Priority { get; init; }
    public CodeableConcept? Code { get; init; }
    public string? Description { get; init; }
    public Reference? Focus { get; init; }
    public Reference? For { get; init; }
    [Targets("Encounter")]
    public Reference? Encounter { get; init; }
    public Period? ExecutionPeriod { get; init; }
    [Format(Format.DateTime)]
    public string? AuthoredOn { get; init; }
    [Format(Format.DateTime)]
    public string? LastModified { get; init; }
    [Targets("Device", "Organization", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson")]
    public Reference? Requester { get; init; }
    public IReadOnlyList<CodeableConcept>? PerformerType { get; init; }
    [Targets("Practitioner", "PractitionerRole", "Organization", "CareTeam", "HealthcareService", "Patient", "Device", "RelatedPerson")]
    public Reference? Owner { get; init; }
    [Targets("Location")]
    public Reference? Location { get; init; }
    public CodeableConcept? ReasonCode { get; init; }
    public Reference? ReasonReference { get; init; }
    public IReadOnlyList<Annotation>? Note { get; init; }
    [Targets("Provenance")]
    public IReadOnlyList<Reference>? RelevantHistory { get; init; }
    public TaskRestriction? Restriction { get; init; }
    public IReadOnlyList<TaskParameter>? Input { get; init; }
    public IReadOnlyList<TaskParameter>? Output { get; init; }
}

/// <summary>By when: <see cref="Period"/>'s end is the last lawful day.</summary>
public sealed record TaskRestriction : BackboneElement
{
    [Format(Format.PositiveInt)]
    public int? Repetitions { get; init; }
    public Period? Period { get; init; }
    [Targets("Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Group", "Organization")]
    public IReadOnlyList<Reference>? Recipient { get; init; }
}

/// <summary>Something the task needs or made; it has exactly one value.</summary>
public sealed record TaskParameter : BackboneElement
{
    public required CodeableConcept Type { get; init; }
    [Choice("value", Required = true)]
    public string? ValueString { get; init; }
    [Choice("value"), Format(Format.Code)]
    public string? ValueCode { get; init; }
    [Choice("value"), Format(Format.Date)]
    public string? ValueDate { get; init; }
    [Choice("value"), Format(Format.DateTime)]
    public string? ValueDateTime { get; init; }
    [Choice("value")]
    public bool? ValueBoolean { get; init; }
    [Choice("value")]
    public int? ValueInteger { get; init; }
    [Choice("value")]
    public CodeableConcept? ValueCodeableConcept { get; init; }
    [Choice("value")]
    public Period? ValuePeriod { get; init; }
    [Choice("value")]
    public Reference? ValueReference { get; init; }
}
