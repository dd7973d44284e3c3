namespace BoroughBridge.Fhir;

/// <summary>From and to, both included; an open end is left out.</summary>
public sealed record Period : Element, ISelfChecked
{
    [Format(Format.DateTime)]
    public string? Start { get; init; }
    [Format(Format.DateTime)]
    public string? End { get; init; }

    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (FhirDates.TryRange(Start, out var start) && FhirDates.TryRange(End, out var end) && start.First > end.Last) yield return new("period-order", "");
    }
}

/// <summary>A pointer to another resource: <c>Type/id</c>, <c>#contained</c>, or by identifier.</summary>
public sealed record Reference : Element
{
    [global::System.Text.Json.Serialization.JsonPropertyName("reference"), Format(Format.Reference)]
    public string? To { get; init; }
    [Format(Format.Uri)]
    public string? Type { get; init; }
    public Identifier? Identifier { get; init; }
    public string? Display { get; init; }

    /// <summary>A reference to a resource of ours.</summary>
    public static Reference For(string type, string id, string? display = null) => new() { To = $"{type}/{id}", Display = display };
}

/// <summary>A document's whereabouts, size and hash. R4's <see cref="Hash"/> is SHA-1; ours is in extension <see cref="Extensions.Sha256"/>.</summary>
public sealed record Attachment : Element
{
    [Format(Format.Code)]
    public string? ContentType { get; init; }
    [Format(Format.Code)]
    public string? Language { get; init; }
    [Format(Format.Base64)]
    public string? Data { get; init; }
    [Format(Format.Url)]
    public string? Url { get; init; }
    /// <summary>Bytes.</summary>
    [Format(Format.UnsignedInt)]
    public int? Size { get; init; }
    [Format(Format.Base64)]
    public string? Hash { get; init; }
    public string? Title { get; init; }
    [Format(Format.DateTime)]
    public string? Creation { get; init; }
}

/// <summary>A remark with its author and time.</summary>
public sealed record Annotation : Element
{
    [Choice("author"), Targets("Practitioner", "Patient", "RelatedPerson", "Organization")]
    public Reference? AuthorReference { get; init; }
    [Choice("author")]
    public string? AuthorString { get; init; }
    [Format(Format.DateTime)]
    public string? Time { get; init; }
    [Format(Format.Markdown)]
    public required string Text { get; init; }
}

/// <summary>Human-readable summary of a resource.</summary>
public sealed record Narrative : Element
{
    [OneOf("generated", "extensions", "additional", "empty")]
    public required string Status { get; init; }
    [Format(Format.Xhtml)]
    public required string Div { get; init; }
}

/// <summary>A digital signature over something else.</summary>
public sealed record Signature : Element
{
    public required IReadOnlyList<Coding> Type { get; init; }
    [Format(Format.Instant)]
    public required string When { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson", "Patient", "Device", "Organization")]
    public required Reference Who { get; init; }
    [Targets("Practitioner", "PractitionerRole", "RelatedPerson", "Patient", "Device", "Organization")]
    public Reference? OnBehalfOf { get; init; }
    [Format(Format.Code)]
    public string? TargetFormat { get; init; }
    [Format(Format.Code)]
    public string? SigFormat { get; init; }
    [Format(Format.Base64)]
    public string? Data { get; init; }
}
