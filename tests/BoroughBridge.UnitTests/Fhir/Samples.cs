using BoroughBridge.Contracts;
using BoroughBridge.Fhir;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>One resource of every kind, as BoroughBridge makes them. Everyone in them is invented.</summary>
internal static class Samples
{
    private const string Source = "urn:boroughbridge:islington:ics";
    private const string Child = "0123456789abcdef0123456789abcdef";

    public static Reference ChildReference { get; } = Reference.For("Patient", Child);

    public static Patient Patient { get; } = new()
    {
        Id = Child,
        Meta = SecurityLabels.Meta(Source, ["protected-address"], "electronic"),
        Extension = [Extensions.Code(Extensions.DobBasis, "exact")],
        Identifier =
        [
            Identifiers.OfNhsNumber("999 000 0018", "01")!,
            Identifiers.Of(Identifiers.IcsPersonId("islington"), "P-1001")!,
            Identifiers.Of(Identifiers.FamilyGroup, "F-12")!,
        ],
        Active = true,
        Name = [new() { Use = "official", Family = "Ashdown", Given = ["Marlow", "Wren"] }, new() { Use = "usual", Text = "Marlow" }],
        Gender = "female",
        BirthDate = "2014-05-17",
        Address = [new() { Extension = [SecurityLabels.Inline("protected-address")], Use = "temp", Line = ["3 Quill Mews"], City = "London", PostalCode = "ZZ9 9ZZ", Period = FhirDates.Days(new(2025, 3, 1), null) }],
        ManagingOrganization = Reference.For("Organization", "islington"),
    };

    public static CarePlan CarePlan { get; } = new()
    {
        Id = Ids.New(),
        Meta = SecurityLabels.Meta(Source, [], "electronic"),
        Status = "active",
        Intent = "plan",
        Category = [CodeSystems.CarePlanCategory.Concept("care-plan"), StandardCodes.Snomed.Concept(StandardCodes.LookedAfterChild)],
        Title = "Care plan",
        Subject = ChildReference,
        Period = FhirDates.Days(new(2025, 4, 1), null),
        Created = "2025-04-01",
        Activity = [new() { Detail = new() { Status = "in-progress", Description = "Stay at the same school until the end of year 6", ScheduledPeriod = FhirDates.Days(new(2025, 4, 1), new(2025, 7, 22)) } }],
        Note = [new() { AuthorString = "Social worker", Time = "2025-04-01", Text = "Permanence: long-term fostering." }],
    };

    public static DocumentReference DocumentReference { get; } = new()
    {
        Id = Ids.New(),
        Meta = SecurityLabels.Meta("urn:boroughbridge:tower-hamlets:paper", [], "scan"),
        Status = "current",
        DocStatus = "final",
        Type = DocumentTypes.All.Concept("iro-record"),
        Subject = ChildReference,
        Date = FhirDates.StartOf(new(2025, 6, 30)),
        Custodian = Reference.For("Organization", "tower-hamlets"),
        SecurityLabel = [StandardCodes.Confidentiality.Concept("N")],
        Content =
        [
            new()
            {
                Attachment = new() { Extension = [Extensions.Text(Extensions.Sha256, new string('a', 64)), new() { Url = Extensions.Pages, ValueInteger = 3 }], ContentType = "application/pdf", Url = $"Binary/{Child}", Size = 48_211, Title = "Review record", Creation = "2025-06-30" },
            },
        ],
        Context = new() { Period = FhirDates.Days(new(2025, 6, 30), new(2025, 6, 30)) },
    };

    public static Encounter Encounter { get; } = new()
    {
        Id = Ids.New(),
        Meta = SecurityLabels.Meta(Source, [], "electronic"),
        Status = "finished",
        Class = StandardCodes.EncounterClass.Coding("FLD"),
        Type = [CodeSystems.ReviewType.Concept("lac-review")],
        Subject = ChildReference,
        Participant = [new() { Type = [CodeSystems.Role.Concept("iro")], Individual = Reference.For("PractitionerRole", Child) }],
        Period = FhirDates.Days(new(2025, 6, 30), new(2025, 6, 30)),
    };

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<Resource> All { get; } = [Patient, CarePlan, DocumentReference, Encounter, .. OtherSamples.All];

    public static IEnumerable<string> Kinds => All.Select(resource => resource.TypeName).Order(StringComparer.Ordinal);

    public static Resource Of(string kind) => All.First(resource => resource.TypeName == kind);
}
