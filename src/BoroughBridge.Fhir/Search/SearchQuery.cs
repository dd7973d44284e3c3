using System.Globalization;

namespace BoroughBridge.Fhir;

/// <summary>One criterion of a search; several of them must all hold.</summary>
public abstract record Criterion(string Name)
{
    /// <summary>Any of these resources: <c>patient=Patient/x,y</c>. Types are left out where the caller gave none.</summary>
    public sealed record OfReference(string Name, IReadOnlyList<(string? Type, string Id)> AnyOf) : Criterion(Name);

    /// <summary>Any of these codes: <c>type=system|code,code</c>. The system is none where any will do, empty where the code must have none.</summary>
    public sealed record OfToken(string Name, IReadOnlyList<(string? System, string Code)> AnyOf) : Criterion(Name);

    /// <summary>A date compared: <c>date=ge2026-01</c>. Prefix eq, ne, lt, le, gt or ge.</summary>
    public sealed record OfDate(string Name, string Prefix, FhirRange Range) : Criterion(Name);
}

/// <summary>A search as understood: nothing of what the caller sent is left in it that was not.</summary>
/// <param name="Criteria">All of them must hold.</param>
/// <param name="Count">Most entries of a page.</param>
public sealed record SearchQuery(IReadOnlyList<Criterion> Criteria, int Count);

/// <summary>
/// R4's search grammar, as far as we offer it. Chains, reverse chains, modifiers and unknown parameters are refused by name, never ignored: an
/// ignored parameter is a wider answer than was asked for.
/// </summary>
public sealed class SearchGrammar(IReadOnlyList<OfferedParameter> offered)
{
    /// <summary>Entries of a page where the caller does not say.</summary>
    public const int DefaultCount = 20;
    /// <summary>Most entries of a page.</summary>
    public const int MostCount = 100;

    private const int MostParameters = 20;
    private const int MostValues = 50;
    private const int MostLength = 1000;

    /// <exception cref="FhirException">A parameter is not offered or its value has not its form; the fault's path is the parameter's name.</exception>
    public SearchQuery Parse(IEnumerable<KeyValuePair<string, string>> query)
    {
        var criteria = new List<Criterion>();
        var count = DefaultCount;
        foreach (var (name, value) in query)
        {
            if (criteria.Count >= MostParameters) throw Refused(Fault.TooLong, "?");
            if (name == "_count")
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count)) throw Refused(Fault.Format, name);
                count = Math.Clamp(count, 0, MostCount);
                continue;
            }

            var parameter = offered.FirstOrDefault(parameter => parameter.Name == name) ?? throw Refused(Fault.UnknownParameter, SafeName(name));
            if (value.Length == 0) throw Refused(Fault.Empty, name);
            if (value.Length > MostLength) throw Refused(Fault.TooLong, name);
            criteria.Add(parameter.Kind switch
            {
                "date" => Date(name, value),
                "reference" => new Criterion.OfReference(name, [.. Values(name, value).Select(item => ReferenceOf(name, item))]),
                "token" => new Criterion.OfToken(name, [.. Values(name, value).Select(item => TokenOf(name, item))]),
                _ => throw Refused(Fault.UnknownParameter, name),
            });
        }

        return new(criteria, count);
    }

    private static string[] Values(string name, string value)
    {
        var values = value.Split(',');

        return values.Length <= MostValues ? values : throw Refused(Fault.TooLong, name);
    }

    private static Criterion.OfDate Date(string name, string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "eq";
        var text = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[2..] : value;

        return prefix is "eq" or "ne" or "lt" or "le" or "gt" or "ge" && FhirDates.TryRange(text, out var range)
            ? new(name, prefix, range)
            : throw Refused(Fault.Format, name);
    }

    private static (string? Type, string Id) ReferenceOf(string name, string value)
    {
        var parts = value.Split('/');
        if (parts.Length > 2 || !Formats.Holds(Format.Id, parts[^1]) || (parts.Length == 2 && (parts[0].Length == 0 || !parts[0].All(char.IsAsciiLetter)))) throw Refused(Fault.Format, name);

        return (parts.Length == 2 ? parts[0] : null, parts[^1]);
    }

    private static (string? System, string Code) TokenOf(string name, string value)
    {
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        var (system, code) = bar < 0 ? (null, value) : (value[..bar], value[(bar + 1)..]);
        if (!Formats.Holds(Format.Code, code) || (system is { Length: > 0 } && !Formats.Holds(Format.Uri, system))) throw Refused(Fault.Format, name);

        return (system, code);
    }

    private static FhirException Refused(string code, string name) => new(new Fault(code, name));

    // The name is the caller's: shown only where it is a plain word.
    private static string SafeName(string name) => name.Length <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':' or '.') ? name : "?";
}
