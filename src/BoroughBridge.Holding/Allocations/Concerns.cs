namespace BoroughBridge.Holding.Allocations;

/// <summary>Something that speaks against an officer as a child's IRO. What bars cannot be overridden; the rest a manager may, saying why.</summary>
public sealed record Concern(string Code, string ChildRef, bool Bars);

/// <summary>What is known of one child and of the officer proposed. People are issuer and subject joined by a space.</summary>
internal sealed record ConcernFacts
{
    public required string ChildRef { get; init; }
    public required string Iro { get; init; }
    public required string Employer { get; init; }
    public IReadOnlyList<string> CaseHolders { get; init; } = [];
    /// <summary>Authorities that provide her placement (PLACE_PROVIDER PR2).</summary>
    public IReadOnlyList<string> PlacementProviders { get; init; } = [];
    /// <summary>IROs of her looked-after parent, or of her looked-after baby.</summary>
    public IReadOnlyList<string> IrosOfParentOrChild { get; init; } = [];
    /// <summary>IROs of her brothers and sisters, as far as they are not part of the same act.</summary>
    public IReadOnlyList<string> IrosOfSiblings { get; init; } = [];
    /// <summary>How many children of this holder the officer would have.</summary>
    public int Caseload { get; init; }
    public int? MostCaseload { get; init; }
    public bool Untrained { get; init; }
}

/// <summary>The independence and workload rules of an allocation: values in, values out.</summary>
internal static class Concerns
{
    public const string FormerCaseHolder = "former-case-holder";
    public const string ParentAndChild = "parent-and-child";
    public const string PlacementProvider = "placement-provider";
    public const string SiblingsApart = "siblings-apart";
    public const string Caseload = "caseload";
    public const string Training = "training";

    public static IReadOnlyList<Concern> Of(ConcernFacts facts)
    {
        var all = new List<Concern>();
        if (facts.CaseHolders.Contains(facts.Iro)) Add(FormerCaseHolder, bars: true); // LAW-26: whoever managed the case may not review it
        if (facts.IrosOfParentOrChild.Contains(facts.Iro)) Add(ParentAndChild, bars: true); // HB-12, EDGE-33: a looked-after mother and her baby have different IROs
        if (facts.PlacementProviders.Contains(facts.Employer)) Add(PlacementProvider, bars: false); // EDGE-13
        if (facts.IrosOfSiblings.Any(iro => iro != facts.Iro)) Add(SiblingsApart, bars: false); // HB-12: brothers and sisters have the same IRO unless there is a reason
        if (facts.Caseload > facts.MostCaseload) Add(Caseload, bars: false); // HB-8
        if (facts.Untrained) Add(Training, bars: false); // A16: she will read nothing until she is

        return all;

        void Add(string code, bool bars) => all.Add(new(code, facts.ChildRef, bars));
    }
}
