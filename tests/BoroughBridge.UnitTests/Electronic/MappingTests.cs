using System.Text.Json;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Adapters.Electronic.Mapping;
using BoroughBridge.Fhir;
using BoroughBridge.StandIns.Children;
using FsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Electronic;

/// <summary>ICS shapes to ours: everything the ICS says arrives, nothing else does, and what arrives is good FHIR R4.</summary>
[TestFixture]
public sealed class MappingTests
{
    private static readonly IcsMapper Mapper = new(new(), NullLoggerFactory.Instance);
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static FileContext File(bool protect = false, params (string Key, string Id)[] ids) => new()
    {
        ChildRef = new('c', 32),
        Id = new('a', 32),
        Holder = "Islington",
        LaNumber = "206",
        ProtectAddress = protect,
        Today = Today,
        BinaryId = new('b', 32),
        Ids = ids.ToDictionary(pair => pair.Key, pair => pair.Id),
    };

    // A care plan of any texts and dates within the contract.
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Every_word_of_a_care_plan_arrives_and_the_result_is_valid(NonEmptyArray<NonEmptyString> goals, NonEmptyString title, PositiveInt day, bool protect, bool childs)
    {
        var row = new IcsCarePlan
        {
            CarePlanId = "CP-1",
            PlanType = "care-plan",
            Status = "ACTIVE",
            Title = title.Get,
            StartDate = new DateOnly(2000, 1, 1).AddDays(day.Get),
            AuthorName = "Silvan Hargreave-Obi",
            PermanenceRoutes = ["LTFOST18", "ADOPTION"],
            Goals = [.. goals.Get.Select(goal => new IcsGoal { Text = goal.Get, Status = "OPEN", ChildsWords = childs, DueDate = Today })],
            Sections = [new() { Heading = "health", Text = "Well." }, new() { Heading = "placement", Text = "With Ms Tolland." }],
            Sensitivities = [],
        };
        if (IcsRules.Check(row) is not null) return true;

        var plan = Mapper.Map<CarePlan>(row, File(protect));
        var said = (plan.Activity ?? []).Select(activity => activity.Detail!.Description).Concat((plan.Note ?? []).Select(note => note.Text)).ToArray();

        return FhirRules.Validate(plan).Count == 0 && plan.Title == row.Title && plan.Period!.Start == FhirDates.Of(row.StartDate)
            && row.Goals.All(goal => said.Contains(goal.Text)) && said.Contains("Well.") && said.Any(text => text!.Contains("With Ms Tolland.", StringComparison.Ordinal))
            && said.Length == row.Goals.Count + 2;
    }

    [Test]
    public void Where_the_address_is_protected_only_the_parts_that_tell_it_are_taken_out()
    {
        var row = new IcsCarePlan
        {
            CarePlanId = "CP-1",
            PlanType = "care-plan",
            Status = "ACTIVE",
            Title = "Plan",
            StartDate = Today,
            AuthorName = "A",
            PermanenceRoutes = ["RETURN6M"],
            Goals = [new() { Text = "Swim.", Status = "OPEN" }],
            Sensitivities = [],
            Sections = [new() { Heading = "placement", Text = "With Ms Tolland." }, new() { Heading = "education", Text = "At Larkfield." }, new() { Heading = "health", Text = "Well." }],
        };

        var redacted = System.Text.Encoding.UTF8.GetString(Redaction.Without(Mapper.Map<CarePlan>(row, File(protect: true)), ["protected-address"]));

        Assert.That(redacted, Does.Contain("Swim.").And.Contain("Well.").And.Not.Contain("Tolland").And.Not.Contain("Larkfield"));
    }

    [Test]
    public void A_provider_at_a_protected_address_is_marked()
    {
        var row = new IcsPlacement { PlacementId = "PL-1", PeriodId = "LAC-1", StartDate = Today, PlacementType = "U4", ProviderName = "Ms Tolland", Confidential = "Y" };

        var open = Mapper.Map<EpisodeOfCare>(row, File(ids: ("LAC-1", new('d', 32))));
        var redacted = System.Text.Encoding.UTF8.GetString(Redaction.Without(Mapper.Map<EpisodeOfCare>(row, File(protect: true)), ["protected-address"]));

        Assert.That(FhirRules.Validate(open), Is.Empty);
        Assert.That(open.ManagingOrganization!.Display, Is.EqualTo("Ms Tolland"));
        Assert.That(open.Extension!.Single().ValueReference!.To, Is.EqualTo("EpisodeOfCare/" + new string('d', 32)));
        Assert.That(redacted, Does.Not.Contain("Tolland").And.Contain("U4"));
    }

    [TestCase("F", "female"), TestCase("M", "male"), TestCase("U", "unknown"), TestCase(null, "unknown"), TestCase("f", "unknown")]
    public void Sex_is_fhir_s(string? gender, string sex) => Assert.That(Mapper.Person(Person() with { Gender = gender }).Sex, Is.EqualTo(sex));

    [TestCase("9990000018", "9990000018"), TestCase("9990000019", null), TestCase("999000001", null), TestCase(null, null)]
    public void An_nhs_number_that_fails_its_check_does_not_cross(string? sent, string? taken) => Assert.That(Mapper.Person(Person() with { NhsId = sent }).NhsNumber, Is.EqualTo(taken));

    [Test]
    public void A_person_keeps_every_name_and_the_present_home_address_only()
    {
        var person = Mapper.Person(Person() with
        {
            OtherNames = ["Jenny Wren"],
            Sensitivities = ["POLICE"],
            Addresses =
            [
                new() { Type = "HOME", Lines = ["Old House"], Postcode = "N99 1AA", ToDate = Today, Confidential = "N" },
                new() { Type = "HOME", Lines = ["Flat 2", "Lantern Court"], Postcode = "N99 1AB", Confidential = "Y" },
                new() { Type = "PLACEMENT", Lines = ["Carer's"], Postcode = "N99 1AC", Confidential = "N" },
            ],
        });

        Assert.That((person.IcsPersonId, person.Given, person.Family, person.DateOfBirth), Is.EqualTo(("77", "Wren", "Ashdown", new DateOnly(2015, 3, 2))));
        Assert.That(person.AlsoKnownAs, Is.EqualTo(new[] { "Jenny Wren" }));
        Assert.That(person.Address, Is.EqualTo(new[] { "Flat 2", "Lantern Court", "N99 1AB" }));
        Assert.That(person.Labels, Is.EqualTo(new[] { "police", "protected-address" }));
    }

    [TestCase("HELD", 0, "finished"), TestCase("HELD", 1, "planned"), TestCase("PLANNED", 30, "planned"), TestCase("CANCELLED", 0, "cancelled")]
    public void A_review_is_held_only_when_its_day_has_come(string status, int daysAhead, string state)
    {
        var row = new IcsReview { ReviewId = "RV-1", PeriodId = "LAC-1", ReviewDate = Today.AddDays(daysAhead), Status = status, Number = 3, ParticipationCode = "PN1", Decisions = [] };

        var encounter = Mapper.Map<Encounter>(row, File());

        Assert.That(encounter.Status, Is.EqualTo(state));
        Assert.That(encounter.Type![0].Text, Is.EqualTo("Review 3"));
        Assert.That(FhirRules.Validate(encounter), Is.Empty);
    }

    [Test]
    public void Every_row_of_the_demonstration_maps_to_valid_resources()
    {
        foreach (var child in DemonstrationChildren.Make(Today))
        {
            var resources = new List<Resource>();
            resources.AddRange(Rows<IcsPeriod>(child.Periods, "periodId").SelectMany(row => (IEnumerable<Resource>)[Mapper.Map<EpisodeOfCare>(row, File()), .. row.LegalStatuses.Select(status => Mapper.Map<Observation>(status, File()))]));
            resources.AddRange(Rows<IcsPlacement>(child.Placements, "placementId").Select(row => Mapper.Map<EpisodeOfCare>(row, File())));
            resources.AddRange(Rows<IcsCarePlan>(child.CarePlans, "carePlanId").Select(row => Mapper.Map<CarePlan>(row, File())));
            resources.AddRange(Rows<IcsReview>(child.Reviews, "reviewId").SelectMany(row => (IEnumerable<Resource>)
                [Mapper.Map<Encounter>(row, File()), .. row.ParticipationCode is null ? Array.Empty<Resource>() : [Mapper.Map<Observation>(row, File())], .. row.Decisions.Select(decision => Mapper.Map<FhirTask>(decision, File()))]));
            resources.AddRange(Rows<IcsDocument>([.. child.Documents.Select(document => document.Entry)], "documentId").Select(row => Mapper.Map<DocumentReference>(row, File())));

            Assert.That(resources.SelectMany(FhirRules.Validate), Is.Empty, child.IcsPersonId);
        }
    }

    /// <summary>The stand-in's rows as the adapter reads them: through JSON.</summary>
    private static IEnumerable<T> Rows<T>(IReadOnlyList<object> rows, string key)
        where T : class
    {
        foreach (var row in rows)
        {
            var json = JsonSerializer.SerializeToElement(row, row.GetType(), new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
            var read = IcsRows.One<T>(json, key);
            Assert.That(read.Fault, Is.Null);
            yield return read.Value!;
        }
    }

    private static IcsPerson Person() =>
        new() { PersonId = "77", FirstName = "Wren", LastName = "Ashdown", DateOfBirth = new(2015, 3, 2), ContextFlag = "C", Restricted = "N" };
}
