using BoroughBridge.Fhir;

namespace BoroughBridge.Routing.Search;

/// <summary>A type that can be searched: by what the index holds, and by nothing else.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="KindName">The parameter that is its kind: <c>type</c>, <c>category</c>; none where it has no kind.</param>
/// <param name="Kinds">The code system of that.</param>
internal sealed record Searchable(string Type, string? KindName, CodeSet? Kinds)
{
    public static IReadOnlyList<Searchable> All { get; } =
    [
        new("Patient", null, null),
        new("CarePlan", "category", CodeSystems.CarePlanCategory),
        new("DocumentReference", "type", DocumentTypes.All),
        new("Encounter", "type", CodeSystems.ReviewType),
    ];

    /// <summary>What can be asked for; whatever else is asked for is refused by name.</summary>
    public IReadOnlyList<OfferedParameter> Parameters { get; } = Type == "Patient"
        ? [new("_id", "token"), new("_lastUpdated", "date"), new("_security", "token")]
        :
        [
            new("_id", "token"), new("_lastUpdated", "date"), new("_security", "token"), new("patient", "reference"), new("subject", "reference"),
            new(KindName!, "token"), new("status", "token"), new("date", "date"), .. Type == "DocumentReference" ? [new OfferedParameter("security-label", "token")] : Array.Empty<OfferedParameter>(),
        ];

    /// <summary>The one inclusion: the child of each thing found, decided like anything else.</summary>
    public bool Includes(string include) => Type != "Patient" && (include == $"{Type}:patient" || include == $"{Type}:subject");
}
