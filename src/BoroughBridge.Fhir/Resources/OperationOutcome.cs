namespace BoroughBridge.Fhir;

/// <summary>What went wrong: codes and element paths, never a value.</summary>
public sealed record OperationOutcome : DomainResource
{
    public required IReadOnlyList<OutcomeIssue> Issue { get; init; }
}

/// <summary>One thing that went wrong.</summary>
public sealed record OutcomeIssue : BackboneElement
{
    [OneOf("fatal", "error", "warning", "information")]
    public required string Severity { get; init; }
    /// <summary>Code of <see cref="IssueCodes"/>.</summary>
    [OneOf(
        "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired", "forbidden", "suppressed", "processing",
        "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension", "too-costly", "business-rule",
        "conflict", "transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "informational")]
    public required string Code { get; init; }
    /// <summary>Our own code.</summary>
    public CodeableConcept? Details { get; init; }
    /// <summary>The trace id.</summary>
    public string? Diagnostics { get; init; }
    public IReadOnlyList<string>? Location { get; init; }
    /// <summary>Element paths.</summary>
    public IReadOnlyList<string>? Expression { get; init; }
}
