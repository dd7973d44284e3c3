using System.Collections.Frozen;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>Plans for permanence as the Standard Safeguarding Dataset codes them (domain.md 2.4), and what people read.</summary>
internal static class PermanenceRoutes
{
    /// <summary>Extension of a CarePlan, once for each route: valueCode.</summary>
    public const string Extension = CodeSet.Project + "/StructureDefinition/permanence-route";

    public static FrozenDictionary<string, string> Words { get; } = new Dictionary<string, string>
    {
        ["REMAINSUP"] = "remain with the family, with support",
        ["RETURN1M"] = "return to the family within a month",
        ["RETURN6M"] = "return to the family within six months",
        ["RETURNEV"] = "return to the family eventually",
        ["LTRELFR"] = "long-term placement with relatives or friends",
        ["LTFOST18"] = "long-term foster care until 18",
        ["RESPLMT"] = "residential placement until 18",
        ["SUPPLIV"] = "supported living in the community",
        ["ADOPTION"] = "adoption",
        ["OTHERPLN"] = "another plan",
    }.ToFrozenDictionary();

    public static string Say(IReadOnlyList<string> routes) =>
        routes.Count == 0 ? "No plan for permanence is agreed yet." : $"Plan for permanence: {string.Join("; at the same time ", routes.Select(route => Words[route]))}.";
}
