using System.Collections.Frozen;

namespace BoroughBridge.Fhir;

/// <summary>A small code system: its URL and its codes with the words people see.</summary>
public sealed class CodeSet
{
    /// <summary>The one project URL all local code systems, extensions and identifiers are under (domain.md 3.1); never a borough's live domain.</summary>
    public const string Project = "https://boroughbridge.example/fhir";

    private readonly FrozenDictionary<string, string> _displays;

    public CodeSet(string url, params IReadOnlyList<(string Code, string Display)> codes)
    {
        Url = url;
        Codes = [.. codes.Select(code => code.Code)];
        _displays = codes.ToFrozenDictionary(code => code.Code, code => code.Display);
    }

    /// <summary>A code system under the project URL.</summary>
    internal static CodeSet Local(string name, params IReadOnlyList<(string Code, string Display)> codes) => new($"{Project}/CodeSystem/{name}", codes);

    public string Url { get; }

    /// <summary>In the order they are shown.</summary>
    public IReadOnlyList<string> Codes { get; }

    public bool Knows(string? code) => code is not null && _displays.ContainsKey(code);

    /// <summary>The words for a code; the code itself where this version does not know it.</summary>
    public string Display(string code) => _displays.GetValueOrDefault(code, code);

    /// <exception cref="ArgumentException">The code is not of this code system.</exception>
    public Coding Coding(string code) => Knows(code)
        ? new() { System = Url, Code = code, Display = _displays[code] }
        : throw new ArgumentException($"Not a code of {Url}.", nameof(code));

    /// <exception cref="ArgumentException">The code is not of this code system.</exception>
    public CodeableConcept Concept(string code) => new() { Coding = [Coding(code)] };

    /// <summary>The first code of this system in a concept; none where it has none.</summary>
    public string? CodeIn(CodeableConcept? concept) => concept?.Coding?.FirstOrDefault(coding => coding.System == Url)?.Code;

    /// <summary>The first code of this system among codings; none where there is none.</summary>
    public string? CodeIn(IEnumerable<Coding>? codings) => codings?.FirstOrDefault(coding => coding.System == Url)?.Code;
}
