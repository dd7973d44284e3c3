using BoroughBridge.Contracts;
using BoroughBridge.Fhir;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>The kinds that go round the child's own four.</summary>
internal static class OtherSamples
{
    private static readonly Meta Electronic = SecurityLabels.Meta("urn:boroughbridge:islington:ics", [], "electronic");
    private static readonly Reference Iro = Reference.For("PractitionerRole", Ids.New());
    private static readonly Reference Holder = Reference.For("Organization", "islington");
    private static Reference Child => Samples.ChildReference;

    public static IReadOnlyList<Resource> All =>
    [
        new RelatedPerson { Id = Ids.New(), Meta = Electronic, Patient = Child, Relationship = [new() { Text = "Sibling" }], Name = [new() { Text = "Rook Ashdown" }], BirthDate = "2016" },
        new Practitioner { Id = Ids.New(), Meta = Electronic, Name = [new() { Use = "official", Family = "Tern", Given = ["Odile"] }], Telecom = [new() { System = "phone", Value = "020 7946 0999", Use = "work" }] },
        new PractitionerRole { Id = Ids.New(), Meta = Electronic, Active = true, Organization = Reference.For("Organization", "tower-hamlets"), Code = [CodeSystems.Role.Concept("iro")], Period = FhirDates.Days(new(2020, 1, 6), null) },
        new Organization { Id = "islington", Meta = Electronic, Identifier = [Identifiers.Of(Identifiers.LaNumber, "206")!, Identifiers.Of(Identifiers.OnsCode, "E09000019")!], Name = "Islington" },
        new EpisodeOfCare
        {
            Id = Ids.New(), Meta = Electronic, Status = "active", Type = [CodeSystems.EpisodeType.Concept("looked-after")], Patient = Child, ManagingOrganization = Holder,
            Period = FhirDates.Days(new(2025, 3, 1), null), Extension = [new() { Url = Extensions.CategoryOfNeed, ValueCodeableConcept = Ssda903.CategoryOfNeed.Concept("N1") }],
        },
        new CareTeam
        {
            Id = Ids.New(), Meta = Electronic, Status = "active", Category = [StandardCodes.Snomed.Concept(StandardCodes.LookedAfterChild)], Subject = Child, ManagingOrganization = [Holder],
            Participant = [new() { Role = [CodeSystems.Role.Concept("iro")], Member = Iro, Period = FhirDates.Days(new(2025, 3, 4), null) }],
        },
        new Binary { Id = Ids.New(), ContentType = "application/pdf", SecurityContext = Reference.For("DocumentReference", Ids.New()), Data = Convert.ToBase64String("%PDF-1.7"u8) },
        new Observation
        {
            Id = Ids.New(), Meta = Electronic, Status = "final", Category = [StandardCodes.ObservationCategory.Concept("social-history")], Code = CodeSystems.Observation.Concept("legal-status"),
            Subject = Child, EffectivePeriod = FhirDates.Days(new(2025, 3, 1), null), ValueCodeableConcept = Ssda903.LegalStatus.Concept("C2"),
        },
        new FhirTask
        {
            Id = Ids.New(), Meta = Electronic, Status = "requested", Intent = "order", Code = CodeSystems.Task.Concept("review-due"), For = Child, Owner = Iro,
            Restriction = new() { Period = FhirDates.Days(null, new(2025, 9, 30)) }, Input = [new() { Type = new() { Text = "Review number" }, ValueInteger = 2 }],
        },
        new Provenance
        {
            Id = Ids.New(), Meta = Electronic, Target = [Reference.For("DocumentReference", Ids.New())], Recorded = "2025-07-01T09:14:00.000Z", OccurredDateTime = "2025-07-01",
            Agent = [new() { Who = new() { Display = "Scanning clerk" } }], Entity = [new() { Role = "source", What = new() { Display = "Box 4, file 2, pages 11 to 13" } }],
        },
        new Flag { Id = Ids.New(), Meta = Electronic, Status = "inactive", Code = CodeSystems.Flag.Concept("M"), Subject = Child, Period = FhirDates.Days(new(2025, 5, 2), new(2025, 5, 3)) },
        new Consent
        {
            Id = Ids.New(), Meta = Electronic, Status = "active", Scope = new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/consentscope", Code = "patient-privacy" }] },
            Category = [new() { Coding = [new() { System = "http://loinc.org", Code = "59284-0" }] }], Patient = Child, Organization = [Holder],
            Policy = [new() { Uri = "https://www.legislation.gov.uk/ukpga/1989/41/section/25B" }],
            Provision = new()
            {
                Type = "permit", Period = FhirDates.Days(new(2025, 3, 4), null), Actor = [new() { Role = CodeSystems.Role.Concept("iro"), Reference = Iro }],
                Purpose = [StandardCodes.PurposeOfUseFor("review-preparation")], Provision = [new() { Type = "deny", SecurityLabel = [CodeSystems.Sensitivity.Coding("adoption-sealed")] }],
            },
        },
        new AuditEvent
        {
            Id = Ids.New(), Type = new() { System = "http://terminology.hl7.org/CodeSystem/audit-event-type", Code = "rest" }, Action = "R", Recorded = "2025-07-01T09:14:00.000Z", Outcome = "0",
            Agent = [new() { Who = Iro, Requestor = true, Network = new() { Address = "192.0.2.7", Type = "2" } }], Source = new() { Observer = Holder }, Entity = [new() { What = Child }],
        },
        new Bundle { Type = "searchset", Total = 1, Link = [new() { Relation = "self", Url = "http://localhost/fhir/Flag?patient=x" }], Entry = [new() { FullUrl = "http://localhost/fhir/Flag/1", Resource = new Flag { Id = "1", Status = "active", Code = CodeSystems.Flag.Concept("stuck"), Subject = Child }, Search = new() { Mode = "match" } }] },
        OperationOutcomes.Error(IssueCodes.Invalid, "bad-parameter", "00-abc-01", "date"),
        Capabilities.Build("http://localhost:5080/fhir", "0.1.0", new(2026, 11, 22), Capabilities.FirstSlice),
    ];
}
