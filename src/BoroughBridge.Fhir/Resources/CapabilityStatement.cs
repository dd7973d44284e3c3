namespace BoroughBridge.Fhir;

/// <summary>What this server can do: the answer at <c>/fhir/metadata</c>.</summary>
public sealed record CapabilityStatement : DomainResource
{
    [Format(BoroughBridge.Fhir.Format.Uri)]
    public string? Url { get; init; }
    public string? Version { get; init; }
    public string? Name { get; init; }
    public string? Title { get; init; }
    [OneOf("draft", "active", "retired", "unknown")]
    public required string Status { get; init; }
    public bool? Experimental { get; init; }
    [Format(BoroughBridge.Fhir.Format.DateTime)]
    public required string Date { get; init; }
    public string? Publisher { get; init; }
    public IReadOnlyList<ContactDetail>? Contact { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Description { get; init; }
    [OneOf("instance", "capability", "requirements")]
    public required string Kind { get; init; }
    [Format(BoroughBridge.Fhir.Format.Canonical)]
    public IReadOnlyList<string>? Instantiates { get; init; }
    public CapabilitySoftware? Software { get; init; }
    public CapabilityImplementation? Implementation { get; init; }
    public required string FhirVersion { get; init; }
    [Format(BoroughBridge.Fhir.Format.Code)]
    public required IReadOnlyList<string> Format { get; init; }
    public IReadOnlyList<CapabilityRest>? Rest { get; init; }
}

/// <summary>The software.</summary>
public sealed record CapabilitySoftware : BackboneElement
{
    public required string Name { get; init; }
    public string? Version { get; init; }
    [Format(BoroughBridge.Fhir.Format.DateTime)]
    public string? ReleaseDate { get; init; }
}

/// <summary>This installation.</summary>
public sealed record CapabilityImplementation : BackboneElement
{
    public required string Description { get; init; }
    [Format(BoroughBridge.Fhir.Format.Url)]
    public string? Url { get; init; }
    [Targets("Organization")]
    public Reference? Custodian { get; init; }
}

/// <summary>The REST interface.</summary>
public sealed record CapabilityRest : BackboneElement
{
    [OneOf("client", "server")]
    public required string Mode { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Documentation { get; init; }
    public CapabilitySecurity? Security { get; init; }
    public IReadOnlyList<CapabilityResource>? Resource { get; init; }
}

/// <summary>How a caller proves who she is.</summary>
public sealed record CapabilitySecurity : BackboneElement
{
    public bool? Cors { get; init; }
    public IReadOnlyList<CodeableConcept>? Service { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Description { get; init; }
}

/// <summary>One resource type and what can be done with it.</summary>
public sealed record CapabilityResource : BackboneElement
{
    [Format(BoroughBridge.Fhir.Format.Code)]
    public required string Type { get; init; }
    [Format(BoroughBridge.Fhir.Format.Canonical)]
    public string? Profile { get; init; }
    [Format(BoroughBridge.Fhir.Format.Canonical)]
    public IReadOnlyList<string>? SupportedProfile { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Documentation { get; init; }
    public IReadOnlyList<CapabilityInteraction>? Interaction { get; init; }
    [OneOf("no-version", "versioned", "versioned-update")]
    public string? Versioning { get; init; }
    public bool? ReadHistory { get; init; }
    public IReadOnlyList<CapabilitySearchParam>? SearchParam { get; init; }
}

/// <summary>One interaction.</summary>
public sealed record CapabilityInteraction : BackboneElement
{
    [OneOf("read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type")]
    public required string Code { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Documentation { get; init; }
}

/// <summary>One search parameter.</summary>
public sealed record CapabilitySearchParam : BackboneElement
{
    public required string Name { get; init; }
    [Format(BoroughBridge.Fhir.Format.Canonical)]
    public string? Definition { get; init; }
    [OneOf("number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special")]
    public required string Type { get; init; }
    [Format(BoroughBridge.Fhir.Format.Markdown)]
    public string? Documentation { get; init; }
}
