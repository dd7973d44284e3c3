using System.Buffers;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>What must hold of a row beyond its shape: codes that are known, dates that can be, texts of bearable length. The first fault found.</summary>
internal static class IcsRules
{
    private const int MostName = 200;
    private const int MostText = 20_000;
    private const int MostParts = 200;
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2150, 1, 1);
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly string[] ContentTypes = ["application/pdf", "text/plain", "image/png", "image/jpeg"];

    public static bool IsId(string? text) => text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    public static RowFault? Check(object row) => (row switch
    {
        IcsPerson person => Person(person),
        IcsPeriod period => Period(period),
        IcsPlacement placement => Placement(placement),
        IcsCarePlan plan => Plan(plan),
        IcsReview review => Review(review),
        IcsDocument document => Document(document),
        IcsReplacedId replaced => [Id("oldId", replaced.OldId), Id("newId", replaced.NewId)],
        _ => [],
    }).FirstOrDefault(fault => fault is not null);

    private static IEnumerable<RowFault?> Person(IcsPerson row) =>
    [
        Name("firstName", row.FirstName), Name("lastName", row.LastName), .. row.OtherNames.Take(MostParts).Select(name => Name("otherNames", name)), Count("otherNames", row.OtherNames.Count),
        Date("dateOfBirth", row.DateOfBirth), Known("contextFlag", row.ContextFlag is "A" or "C"), Count("addresses", row.Addresses.Count),
        .. row.Addresses.Take(MostParts).SelectMany(address => address.Lines.Take(MostParts).Select(line => Name("addresses.lines", line))),
        .. row.Addresses.Take(MostParts).Select(address => Name("addresses.postcode", address.Postcode)), row.FamilyGroupId is { } family ? Id("familyGroupId", family) : null,
        row.Ssda903Id is { } child ? Id("ssda903Id", child) : null, row.UpnId is { } upn ? Id("upnId", upn) : null, Count("sensitivities", row.Sensitivities.Count),
    ];

    private static IEnumerable<RowFault?> Period(IcsPeriod row) =>
    [
        Span("endDate", row.StartDate, row.EndDate), Known("categoryOfNeed", Ssda903.CategoryOfNeed.Knows(row.CategoryOfNeed)),
        Known("endReason", row.EndReason is null ? row.EndDate is null : row.EndReason != "X1" && Ssda903.ReasonCeased.Knows(row.EndReason)), Count("legalStatuses", row.LegalStatuses.Count),
        .. row.LegalStatuses.Take(MostParts).SelectMany(status => (RowFault?[])
        [
            Id("legalStatuses.legalStatusId", status.LegalStatusId), Known("legalStatuses.code", Ssda903.LegalStatus.Knows(status.Code)), Span("legalStatuses.endDate", status.StartDate, status.EndDate),
        ]),
    ];

    private static IEnumerable<RowFault?> Placement(IcsPlacement row) =>
        [Id("periodId", row.PeriodId), Span("endDate", row.StartDate, row.EndDate), Known("placementType", Ssda903.Placement.Knows(row.PlacementType)), Name("providerName", row.ProviderName)];

    private static IEnumerable<RowFault?> Plan(IcsCarePlan row) =>
    [
        Known("planType", CodeSystems.CarePlanCategory.Knows(row.PlanType)), Known("status", row.Status is "DRAFT" or "ACTIVE" or "SUPERSEDED" or "CLOSED"), Name("title", row.Title),
        Span("endDate", row.StartDate, row.EndDate), Name("authorName", row.AuthorName), Count("goals", row.Goals.Count), Count("sections", row.Sections.Count), Count("permanenceRoutes", row.PermanenceRoutes.Count),
        .. row.PermanenceRoutes.Take(MostParts).Select(route => Known("permanenceRoutes", Mapping.PermanenceRoutes.Words.ContainsKey(route))),
        .. row.Goals.Take(MostParts).SelectMany(goal => (RowFault?[])[Text("goals.text", goal.Text), Date("goals.dueDate", goal.DueDate), Known("goals.status", goal.Status is "OPEN" or "ACHIEVED")]),
        .. row.Sections.Take(MostParts).SelectMany(section => (RowFault?[])[Name("sections.heading", section.Heading), Text("sections.text", section.Text)]),
        row.ReplacesCarePlanId is { } old ? Id("replacesCarePlanId", old) : null, Count("sensitivities", row.Sensitivities.Count),
    ];

    private static IEnumerable<RowFault?> Review(IcsReview row) =>
    [
        Id("periodId", row.PeriodId), Date("reviewDate", row.ReviewDate), Known("status", row.Status is "PLANNED" or "HELD" or "CANCELLED"), row.Number is < 1 or > 99 ? new("number", "range") : null,
        Known("participationCode", row.ParticipationCode is null || Ssda903.Participation.Knows(row.ParticipationCode)), Count("decisions", row.Decisions.Count),
        .. row.Decisions.Take(MostParts).SelectMany(decision => (RowFault?[])
        [
            Id("decisions.decisionId", decision.DecisionId), Text("decisions.text", decision.Text), Name("decisions.ownerRole", decision.OwnerRole), Date("decisions.dueDate", decision.DueDate),
            Known("decisions.status", decision.Status is "OPEN" or "DONE"),
        ]),
    ];

    private static IEnumerable<RowFault?> Document(IcsDocument row) =>
    [
        Known("documentType", DocumentTypes.All.Knows(row.DocumentType)), Name("title", row.Title), Date("documentDate", row.DocumentDate), Known("contentType", ContentTypes.Contains(row.ContentType)),
        Name("authorName", row.AuthorName), Known("status", row.Status is "CURRENT" or "WITHDRAWN"), row.SizeBytes is < 1 or > int.MaxValue ? new("sizeBytes", "range") : null,
        row.Revision < 1 ? new("revision", "range") : null, row.Sha256.Length != 64 || row.Sha256.Any(c => !char.IsAsciiHexDigitLower(c)) ? new("sha256", "form") : null, Count("sensitivities", row.Sensitivities.Count),
    ];

    private static RowFault? Id(string field, string value) => IsId(value) ? null : new(field, "id");

    private static RowFault? Known(string field, bool known) => known ? null : new(field, "unknown-code");

    private static RowFault? Name(string field, string value) => value.Length > MostName ? new(field, "too-long") : Written(field, value);

    private static RowFault? Text(string field, string value) => value.Length > MostText ? new(field, "too-long") : Written(field, value);

    private static RowFault? Written(string field, string value) =>
        string.IsNullOrWhiteSpace(value) ? new(field, "empty") : value.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r')) ? new(field, "control-character") : null;

    private static RowFault? Date(string field, DateOnly? day) => day is { } given && (given < Earliest || given > Latest) ? new(field, "date-range") : null;

    private static RowFault? Span(string field, DateOnly from, DateOnly? to) => Date(field, from) ?? Date(field, to) ?? (to < from ? new(field, "before-start") : null);

    private static RowFault? Count(string field, int count) => count > MostParts ? new(field, "too-many") : null;
}
