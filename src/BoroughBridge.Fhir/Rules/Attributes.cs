namespace BoroughBridge.Fhir;

/// <summary>R4's primitive types, as far as their text has a form of its own.</summary>
public enum Format
{
    Text,
    Id,
    Code,
    Uri,
    Url,
    Canonical,
    Reference,
    Markdown,
    Xhtml,
    Base64,
    Date,
    DateTime,
    Instant,
    PositiveInt,
    UnsignedInt,
}

/// <summary>The primitive type of an element.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;
}

/// <summary>The codes an element may have: a binding R4 calls required.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] codes) : Attribute
{
    public IReadOnlyList<string> Codes { get; } = codes;
}

/// <summary>The resource types a reference may point at.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TargetsAttribute(params string[] types) : Attribute
{
    public IReadOnlyList<string> Types { get; } = types;
}

/// <summary>One member of a choice element, as <c>value[x]</c>: at most one of them is given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChoiceAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Exactly one of them is given.</summary>
    public bool Required { get; init; }
}
