using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Fhir;

namespace BoroughBridge.Routing.Search;

/// <summary>What a page holds.</summary>
internal enum Shows
{
    /// <summary>Resources, read from their holders.</summary>
    Bodies,

    /// <summary>What the index has of them (<c>_summary=true</c>).</summary>
    Index,

    /// <summary>How many there are (<c>_summary=count</c>).</summary>
    Count,
}

/// <summary>A search, understood whole.</summary>
internal sealed record SearchRequest
{
    public required Searchable Of { get; init; }
    public required SearchQuery Query { get; init; }
    /// <summary>Criteria as they were sent, for links.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Sent { get; init; }
    public bool ByLastUpdated { get; init; }
    public bool Descending { get; init; }
    public Shows Shows { get; init; }
    public bool WithTotal { get; init; }
    public bool WithPatients { get; init; }
    public string? Cursor { get; init; }

    /// <summary>Reads what was sent. Nothing in it is passed over.</summary>
    /// <exception cref="FhirException">A parameter is not offered, is said twice, or its value has not its form.</exception>
    public static SearchRequest Parse(Searchable of, IEnumerable<KeyValuePair<string, string>> sent)
    {
        var rest = new List<KeyValuePair<string, string>>();
        var links = new List<KeyValuePair<string, string>>();
        var said = new HashSet<string>(StringComparer.Ordinal);
        var made = new SearchRequest { Of = of, Query = null!, Sent = links };
        foreach (var pair in sent)
        {
            var (name, value) = pair;
            if (name is "_sort" or "_summary" or "_total" or "_include" or "_cursor" or "_format" or "_count" && !said.Add(name)) throw Wrong(Fault.Twice, name);
            if (name is not ("_cursor" or "_format")) links.Add(pair);
            made = name switch
            {
                "_sort" => value switch
                {
                    "date" or "-date" when of.KindName is not null => made with { Descending = value[0] == '-' },
                    "_lastUpdated" or "-_lastUpdated" => made with { ByLastUpdated = true, Descending = value[0] == '-' },
                    _ => throw Wrong(Fault.Format, name),
                },
                "_summary" => made with { Shows = value switch { "false" => Shows.Bodies, "true" => Shows.Index, "count" => Shows.Count, _ => throw Wrong(Fault.Format, name) } },
                "_total" => made with { WithTotal = value switch { "accurate" => true, "none" => false, _ => throw Wrong(Fault.Format, name) } },
                "_include" => of.Includes(value) ? made with { WithPatients = true } : throw Wrong(Fault.Format, name),
                "_cursor" => value.Length is > 0 and <= 400 ? made with { Cursor = value } : throw Wrong(Fault.Format, name),
                "_format" => value is "json" or "application/json" or "application/fhir+json" ? made : throw Wrong(Fault.Format, name),
                _ => Rest(made, rest, pair),
            };
        }

        return made with { Query = new SearchGrammar(of.Parameters).Parse(rest) };
    }

    /// <summary>As the log has it: the parameters, ids of ours and codes we know; any other word a caller may have put there is not repeated.</summary>
    public string AsLogged()
    {
        var text = new StringBuilder(Of.Type).Append('?');
        foreach (var criterion in Query.Criteria)
        {
            text.Append(criterion.Name).Append('=').Append(criterion switch
            {
                Criterion.OfReference reference => string.Join(',', reference.AnyOf.Select(one => Ids.IsId(one.Id) ? one.Id : "malformed")),
                Criterion.OfToken { Name: "_id" } token => string.Join(',', token.AnyOf.Select(one => Ids.IsId(one.Code) ? one.Code : "malformed")),
                Criterion.OfToken token => string.Join(',', token.AnyOf.Select(one => Known(one.Code) ? one.Code : "unknown")),
                Criterion.OfDate date => $"{date.Prefix}{FhirDates.Of(date.Range.First)}",
                _ => "",
            }).Append('&');
        }

        return text.Append("_summary=").Append(Shows switch { Shows.Index => "true", Shows.Count => "count", _ => "false" }).ToString();
    }

    private bool Known(string code) => Of.Kinds?.Knows(code) == true || Labels.All.Contains(code) || code is "current" or "active" or "draft" or "completed" or "revoked" or "finished" or "superseded";

    private static SearchRequest Rest(SearchRequest made, List<KeyValuePair<string, string>> rest, KeyValuePair<string, string> pair)
    {
        rest.Add(pair);

        return made;
    }

    private static FhirException Wrong(string code, string name) => new(new Fault(code, name));
}
