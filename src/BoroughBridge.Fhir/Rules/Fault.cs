namespace BoroughBridge.Fhir;

/// <summary>What is wrong with a resource: a stable code and the element path, never the value.</summary>
/// <param name="Code">One of the constants here, or the name of a check, as <c>nhs-number</c>, <c>period-order</c>.</param>
/// <param name="Path">Element path with indices: <c>Patient.name[0].given[1]</c>.</param>
public sealed record Fault(string Code, string Path)
{
    public const string Required = "required";
    public const string Format = "format";
    public const string CodeNotAllowed = "code";
    public const string Target = "target";
    public const string OnlyOne = "only-one";
    public const string ValueOrExtension = "value-or-extension";
    public const string TooDeep = "too-deep";

    /// <summary>Not JSON, or a value of another JSON type than the element's.</summary>
    public const string Malformed = "malformed";
    public const string TooLong = "too-long";
    /// <summary>An element these records do not have.</summary>
    public const string UnknownElement = "unknown-element";
    /// <summary>A resource type these records do not have, or not the one expected.</summary>
    public const string ResourceType = "resource-type";
    /// <summary>A search parameter that is not offered.</summary>
    public const string UnknownParameter = "unknown-parameter";
    /// <summary>An element is null or empty: FHIR has no empty values.</summary>
    public const string Empty = "empty";
    public const string Twice = "twice";

    public override string ToString() => $"{Code} at {Path}";
}

/// <summary>A resource is refused. The message is codes and element paths only.</summary>
public sealed class FhirException(IReadOnlyList<Fault> faults)
    : Exception(faults.Count == 1 ? faults[0].ToString() : $"{faults[0]} and {faults.Count - 1} more")
{
    public FhirException(Fault fault)
        : this([fault])
    {
    }

    public IReadOnlyList<Fault> Faults { get; } = faults;
}

/// <summary>A record with a rule that no attribute can say.</summary>
internal interface ISelfChecked
{
    /// <summary>What is wrong; paths are relative to this element and begin with a dot, or are empty.</summary>
    IEnumerable<Fault> Check();
}
