using BoroughBridge.Contracts.Events;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Holding.Ssda903;

/// <summary>What one child's history makes for the record store: FHIR resources (domain.md 3.2) and the events that tell of them. Postcodes and URNs are addresses and are left where they are (EDGE-18).</summary>
internal sealed class ReturnForms(HoldingOptions holding, string childRef, string childId, IReadOnlyList<string> labels, DateOnly today)
{
    public const string Source = "ssda903";

    private Reference Child => Reference.For("Patient", childRef);

    /// <summary>The source's key of a thing: kind, the return's own child number, first day.</summary>
    public string Key(string kind, DateOnly from, string code = "") => $"{kind}/{childId}/{FhirDates.Of(from)}{(code.Length > 0 ? "/" + code : "")}";

    public RecordPut Period(string id, Stretch period)
    {
        var began = new ChildBecameLookedAfter { ChildRef = childRef, PeriodId = id, On = period.From, LegalStatus = period.First.LegalStatus };
        var ceased = period is { To: { } on, Ended: { } reason and not "X1" } ? new ChildCeasedToBeLookedAfter { ChildRef = childRef, PeriodId = id, On = on, Reason = reason } : null;

        return Put(id, "EpisodeOfCare", "looked-after", Key("period", period.From), period.From, new EpisodeOfCare
        {
            Id = id,
            Extension = [new() { Url = Extensions.CategoryOfNeed, ValueCodeableConcept = Fhir.Ssda903.CategoryOfNeed.Concept(period.First.Need) }],
            Status = period.IsPast ? "finished" : "active",
            Type = [CodeSystems.EpisodeType.Concept("looked-after")],
            Patient = Child,
            ManagingOrganization = new() { Identifier = Identifiers.Of(Identifiers.LaNumber, holding.LaNumber), Display = holding.DisplayName },
            Period = FhirDates.Days(period.From, period.To),
        }, _ => ceased is null ? [began] : [began, ceased]);
    }

    public RecordPut LegalStatus(string id, Stretch status) => Put(id, "Observation", "legal-status", Key("legal-status", status.From, status.First.LegalStatus), status.From, new Observation
    {
        Id = id,
        Status = "final",
        Category = [StandardCodes.ObservationCategory.Concept("social-history")],
        Code = CodeSystems.Observation.Concept("legal-status"),
        Subject = Child,
        EffectivePeriod = FhirDates.Days(status.From, status.To),
        ValueCodeableConcept = Fhir.Ssda903.LegalStatus.Concept(status.First.LegalStatus),
    });

    public RecordPut Placement(string id, Stretch placement, string? period) => Put(id, "EpisodeOfCare", "placement", Key("placement", placement.From), placement.From, new EpisodeOfCare
    {
        Id = id,
        Extension = period is null ? null : [new() { Url = Extensions.Within, ValueReference = Reference.For("EpisodeOfCare", period) }],
        Status = placement.IsPast ? "finished" : "active",
        Type = [CodeSystems.EpisodeType.Concept("placement"), Fhir.Ssda903.Placement.Concept(placement.First.Placement)],
        Patient = Child,
        ManagingOrganization = Provider(placement.First.Provider) is { } provider ? new() { Display = provider } : null,
        Period = FhirDates.Days(placement.From, placement.To),
    });

    /// <summary>A review dated in the future is planned, and nobody is told that it was held (EDGE-23).</summary>
    public RecordPut Review(string id, Review review)
    {
        var told = new ReviewHeld { ChildRef = childRef, ReviewId = id, Version = 0, On = review.On, Participation = review.Participation, Labels = labels };

        return Put(id, "Encounter", "lac-review", Key("review", review.On), review.On, new Encounter
        {
            Id = id,
            Status = IsHeld(review) ? "finished" : "planned",
            Class = StandardCodes.EncounterClass.Coding("FLD"),
            Type = [CodeSystems.ReviewType.Concept("lac-review")],
            Subject = Child,
            Period = FhirDates.Days(review.On, review.On),
        }, version => IsHeld(review) ? [told with { Version = version }] : []);
    }

    public bool IsHeld(Review review) => review.On <= today;

    public RecordPut Participation(string id, string reviewId, Review review) => Put(id, "Observation", "review-participation", Key("participation", review.On), review.On, new Observation
    {
        Id = id,
        Status = "final",
        Code = CodeSystems.Observation.Concept("review-participation"),
        Subject = Child,
        Encounter = Reference.For("Encounter", reviewId),
        EffectiveDateTime = FhirDates.Of(review.On),
        ValueCodeableConcept = Fhir.Ssda903.Participation.Concept(review.Participation),
    });

    private RecordPut Put(string id, string type, string kind, string key, DateOnly day, object resource, Func<int, IReadOnlyList<IChildEvent>>? tell = null) => new()
    {
        Source = Source, SourceKey = key, ChildRef = childRef, Id = id, Type = type, Kind = kind, Date = day, Labels = labels, Resource = resource, Tell = tell ?? (_ => []),
    };

    private static string? Provider(string code) => code switch
    {
        "PR0" => "Parent or other person with parental responsibility",
        "PR1" => "Own provision of the authority",
        "PR2" => "Another local authority",
        "PR3" => "Another public body",
        "PR4" => "A private provider",
        "PR5" => "A voluntary provider",
        _ => null,
    };
}
