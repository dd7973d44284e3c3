namespace BoroughBridge.Fhir;

/// <summary>One entry of a disclosure log, as it is shown; the log's own are built and kept by the log.</summary>
public sealed record AuditEvent : DomainResource
{
    public required Coding Type { get; init; }
    public IReadOnlyList<Coding>? Subtype { get; init; }
    [OneOf("C", "R", "U", "D", "E")]
    public string? Action { get; init; }
    public Period? Period { get; init; }
    [Format(Format.Instant)]
    public required string Recorded { get; init; }
    [OneOf("0", "4", "8", "12")]
    public string? Outcome { get; init; }
    public string? OutcomeDesc { get; init; }
    public IReadOnlyList<CodeableConcept>? PurposeOfEvent { get; init; }
    public required IReadOnlyList<AuditEventAgent> Agent { get; init; }
    public required AuditEventSource Source { get; init; }
    public IReadOnlyList<AuditEventEntity>? Entity { get; init; }
}

/// <summary>Who or what took part.</summary>
public sealed record AuditEventAgent : BackboneElement
{
    public CodeableConcept? Type { get; init; }
    public IReadOnlyList<CodeableConcept>? Role { get; init; }
    [Targets("PractitionerRole", "Practitioner", "Organization", "Device", "Patient", "RelatedPerson")]
    public Reference? Who { get; init; }
    public string? AltId { get; init; }
    public string? Name { get; init; }
    public required bool? Requestor { get; init; }
    [Targets("Location")]
    public Reference? Location { get; init; }
    [Format(Format.Uri)]
    public IReadOnlyList<string>? Policy { get; init; }
    public Coding? Media { get; init; }
    public AuditEventNetwork? Network { get; init; }
    public IReadOnlyList<CodeableConcept>? PurposeOfUse { get; init; }
}

/// <summary>Where an agent came from on the network.</summary>
public sealed record AuditEventNetwork : BackboneElement
{
    public string? Address { get; init; }
    [OneOf("1", "2", "3", "4", "5")]
    public string? Type { get; init; }
}

/// <summary>Which system recorded it.</summary>
public sealed record AuditEventSource : BackboneElement
{
    public string? Site { get; init; }
    [Targets("PractitionerRole", "Practitioner", "Organization", "Device", "Patient", "RelatedPerson")]
    public required Reference Observer { get; init; }
    public IReadOnlyList<Coding>? Type { get; init; }
}

/// <summary>What it was about. A name and a query are never both given (sev-1).</summary>
public sealed record AuditEventEntity : BackboneElement, ISelfChecked
{
    public Reference? What { get; init; }
    public Coding? Type { get; init; }
    public Coding? Role { get; init; }
    public Coding? Lifecycle { get; init; }
    public IReadOnlyList<Coding>? SecurityLabel { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    [Format(Format.Base64)]
    public string? Query { get; init; }
    public IReadOnlyList<AuditEventDetail>? Detail { get; init; }

    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Name is not null && Query is not null) yield return new(Fault.OnlyOne, ".query");
    }
}

/// <summary>A further named value.</summary>
public sealed record AuditEventDetail : BackboneElement
{
    public required string Type { get; init; }
    [Choice("value", Required = true)]
    public string? ValueString { get; init; }
    [Choice("value"), Format(Format.Base64)]
    public string? ValueBase64Binary { get; init; }
}
