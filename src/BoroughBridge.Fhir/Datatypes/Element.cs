using System.Text.Json.Serialization;

namespace BoroughBridge.Fhir;

/// <summary>
/// What every FHIR datatype shares. In all records here a C# <c>required</c> member is one that R4 gives cardinality 1..1 or 1..*;
/// <see cref="FhirRules"/> reads that, so that the rule is written once.
/// </summary>
public abstract record Element
{
    [JsonPropertyOrder(-20)]
    public string? Id { get; init; }
    [JsonPropertyOrder(-19)]
    public IReadOnlyList<Extension>? Extension { get; init; }
}

/// <summary>A part of a resource that has parts of its own.</summary>
public abstract record BackboneElement : Element
{
    [JsonPropertyOrder(-18)]
    public IReadOnlyList<Extension>? ModifierExtension { get; init; }
}

/// <summary>Id and extensions of a primitive: the <c>_name</c> member of the JSON format.</summary>
public sealed record PrimitiveElement : Element;

/// <summary>An addition that R4 has no element for. It has a value or extensions of its own, never both (ext-1).</summary>
public sealed record Extension : Element, ISelfChecked
{
    [Format(Format.Uri)]
    public required string Url { get; init; }
    [Choice("value")]
    public string? ValueString { get; init; }
    [Choice("value"), Format(Format.Code)]
    public string? ValueCode { get; init; }
    [Choice("value"), Format(Format.Id)]
    public string? ValueId { get; init; }
    [Choice("value"), Format(Format.Uri)]
    public string? ValueUri { get; init; }
    [Choice("value"), Format(Format.Url)]
    public string? ValueUrl { get; init; }
    [Choice("value"), Format(Format.Canonical)]
    public string? ValueCanonical { get; init; }
    [Choice("value"), Format(Format.Markdown)]
    public string? ValueMarkdown { get; init; }
    [Choice("value"), Format(Format.Date)]
    public string? ValueDate { get; init; }
    [Choice("value"), Format(Format.DateTime)]
    public string? ValueDateTime { get; init; }
    [Choice("value"), Format(Format.Instant)]
    public string? ValueInstant { get; init; }
    [Choice("value"), Format(Format.Base64)]
    public string? ValueBase64Binary { get; init; }
    [Choice("value")]
    public bool? ValueBoolean { get; init; }
    [Choice("value")]
    public int? ValueInteger { get; init; }
    [Choice("value")]
    public decimal? ValueDecimal { get; init; }
    [Choice("value")]
    public Coding? ValueCoding { get; init; }
    [Choice("value")]
    public CodeableConcept? ValueCodeableConcept { get; init; }
    [Choice("value")]
    public Identifier? ValueIdentifier { get; init; }
    [Choice("value")]
    public Period? ValuePeriod { get; init; }
    [Choice("value")]
    public Quantity? ValueQuantity { get; init; }
    [Choice("value")]
    public Reference? ValueReference { get; init; }
    [Choice("value")]
    public Attachment? ValueAttachment { get; init; }

    IEnumerable<Fault> ISelfChecked.Check()
    {
        var valued = FhirRules.HasChoice(this, "value");
        if (valued == (Extension is { Count: > 0 })) yield return new(Fault.ValueOrExtension, "");
    }
}
