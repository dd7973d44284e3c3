namespace BoroughBridge.Fhir;

/// <summary>A code of a code system.</summary>
public sealed record Coding : Element
{
    [Format(Format.Uri)]
    public string? System { get; init; }
    public string? Version { get; init; }
    [Format(Format.Code)]
    public string? Code { get; init; }
    public string? Display { get; init; }
    public bool? UserSelected { get; init; }
}

/// <summary>A concept by one or more codes, or by text alone.</summary>
public sealed record CodeableConcept : Element
{
    public IReadOnlyList<Coding>? Coding { get; init; }
    public string? Text { get; init; }
}

/// <summary>A business identifier. Never a FHIR id.</summary>
public sealed record Identifier : Element, ISelfChecked
{
    [OneOf("usual", "official", "temp", "secondary", "old")]
    public string? Use { get; init; }
    public CodeableConcept? Type { get; init; }
    [Format(Format.Uri)]
    public string? System { get; init; }
    public string? Value { get; init; }
    public Period? Period { get; init; }
    [Targets("Organization")]
    public Reference? Assigner { get; init; }

    // A number that fails its own check digit is left out by whoever maps the source; it never crosses as an identifier.
    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (System == Identifiers.NhsNumber && Value is not null && !Identifiers.IsNhsNumber(Value)) yield return new("nhs-number", ".value");
    }
}

/// <summary>A measured or counted amount.</summary>
public sealed record Quantity : Element
{
    public decimal? Value { get; init; }
    [OneOf("<", "<=", ">=", ">")]
    public string? Comparator { get; init; }
    public string? Unit { get; init; }
    [Format(Format.Uri)]
    public string? System { get; init; }
    [Format(Format.Code)]
    public string? Code { get; init; }
}

/// <summary>An amount between two others.</summary>
public sealed record Range : Element
{
    public Quantity? Low { get; init; }
    public Quantity? High { get; init; }
}
