using System.Text.Json;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.People;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.StandIns;

[TestFixture]
public sealed class DemonstrationChildrenTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly IReadOnlyList<DemonstrationChild> Children = DemonstrationChildren.Make(Today);

    [Test]
    public void There_are_44_children_in_36_families()
    {
        Assert.That(Children, Has.Count.EqualTo(44));
        Assert.That(Children.Select(child => child.Person.FamilyGroupId).Distinct().Count(), Is.EqualTo(36));
        Assert.That(Children.Count(child => child.Holder == "islington"), Is.EqualTo(24));
        Assert.That(Children.Select(child => child.IcsPersonId).Distinct().Count(), Is.EqualTo(44));
        Assert.That(Children.Select(child => child.Name).Distinct().Count(), Is.EqualTo(44));
    }

    [Test]
    public void One_family_is_divided_between_the_boroughs_and_there_are_twins()
    {
        var families = Children.GroupBy(child => child.Person.FamilyGroupId).ToArray();

        Assert.That(families.Count(family => family.Select(child => child.Holder).Distinct().Count() == 2), Is.EqualTo(1));
        Assert.That(families.Count(family => family.Count() == 2 && family.Select(child => child.Person.DateOfBirth).Distinct().Count() == 1), Is.EqualTo(2));
    }

    [Test]
    public void Numbers_pass_their_own_checks_and_nhs_numbers_are_of_the_test_range()
    {
        foreach (var child in Children)
        {
            if (child.Person.NhsId is { } nhs)
            {
                var sum = nhs[..9].Select((digit, i) => (digit - '0') * (10 - i)).Sum();
                Assert.That(nhs, Does.StartWith("999").And.Length.EqualTo(10));
                Assert.That((11 - (sum % 11)) % 11, Is.EqualTo(nhs[9] - '0'), nhs);
            }

            if (child.Person.UpnId is { } upn)
            {
                Assert.That(upn, Has.Length.EqualTo(13));
                Assert.That("ABCDEFGHJKLMNPQRTUVWXYZ"[upn[1..].Select((digit, i) => (digit - '0') * (i + 2)).Sum() % 23], Is.EqualTo(upn[0]), upn);
            }
        }

        Assert.That(Children.Where(child => child.Person.NhsId is not null).Select(child => child.Person.NhsId), Is.Unique);
        Assert.That(Children.Where(child => child.Person.UpnId is not null).Select(child => child.Person.UpnId), Is.Unique);
    }

    [Test]
    public void Each_iro_is_allocated_to_children_of_the_other_borough_only_and_families_are_not_shared_out()
    {
        foreach (var (iro, holder) in new[] { ("iro.th1", "islington"), ("iro.th2", "islington"), ("iro.isl1", "tower-hamlets"), ("iro.isl2", "tower-hamlets"), ("iro.sessional", "tower-hamlets") })
        {
            var hers = Children.Where(child => child.Allocation?.Iro == iro).ToArray();
            Assert.That(hers, Is.Not.Empty, iro);
            Assert.That(hers.Select(child => child.Holder), Is.All.EqualTo(holder), iro);
            Assert.That(hers.Select(child => child.Allocation!.Employer), Is.All.EqualTo(DemonstrationPeople.Find(iro)!.Authority), iro);
            Assert.That(hers.Select(child => child.Allocation!.From), Is.All.LessThanOrEqualTo(Today), iro);
        }

        Assert.That(Children.Count(child => child.Allocation is null), Is.GreaterThan(5));
        Assert.That(Children.Any(child => child.Allocation?.Iro == "iro.unallocated"), Is.False);
        Assert.That(Children.GroupBy(child => (child.Holder, child.Person.FamilyGroupId)).All(family => family.Select(child => child.Allocation?.Iro).Distinct().Count() == 1));
    }

    [Test]
    public void Nothing_that_has_happened_lies_in_the_future_and_nothing_precedes_its_period()
    {
        foreach (var child in Children)
        {
            var since = child.Periods[0].StartDate;
            Assert.That(child.Person.DateOfBirth, Is.LessThan(since), child.IcsPersonId);
            Assert.That(child.Person.DateOfBirth!.Value.AddYears(18), Is.GreaterThan(Today), child.IcsPersonId);
            Assert.That(child.Reviews.Where(review => review.Status == "HELD").Select(review => review.ReviewDate), Is.All.LessThanOrEqualTo(Today));
            Assert.That(child.Reviews.Count(review => review.Status == "PLANNED" && review.ReviewDate > Today), Is.EqualTo(1));
            Assert.That(child.CarePlans.Select(plan => plan.StartDate), Is.All.InRange(since, Today));
            Assert.That(child.Documents.Select(document => document.Entry.DocumentDate), Is.All.InRange(since, Today));
        }
    }

    [TestCase(2026, 1, 1)]
    [TestCase(2027, 3, 31)]
    [TestCase(2028, 2, 29)]
    public void Reviews_are_held_within_the_statutory_intervals_and_codes_fit_the_age(int year, int month, int day)
    {
        foreach (var child in DemonstrationChildren.Make(new(year, month, day)))
        {
            var last = child.Periods[0].StartDate;
            foreach (var review in child.Reviews.Where(review => review.Status == "HELD"))
            {
                Assert.That(review.ReviewDate, Is.LessThanOrEqualTo(review.Number == 1 ? last.AddDays(28) : last.AddMonths(review.Number == 2 ? 3 : 6)), review.ReviewId);
                Assert.That(review.ParticipationCode == "PN0", Is.EqualTo(review.ReviewDate < child.Person.DateOfBirth!.Value.AddYears(4)), review.ReviewId);
                last = review.ReviewDate;
            }
        }
    }

    [Test]
    public void No_word_is_left_unsaid_in_any_text()
    {
        var text = JsonSerializer.Serialize(Children.Select(child => (object)new { child.Person, child.CarePlans, child.Reviews }), JsonSerializerOptions.Web);

        foreach (var token in new[] { "{n}", "{s}", "{S}", "{o}", "{p}", "{P}", "{i}", "{c}", "{k}" }) Assert.That(text, Does.Not.Contain(token));
    }

    [Test]
    public void The_same_day_makes_the_same_children_to_the_byte()
    {
        static string[] Of(IEnumerable<DemonstrationChild> children) =>
            [.. children.Select(child => JsonSerializer.Serialize(new { child.Person, child.Periods, child.Placements, child.CarePlans, child.Reviews, Documents = child.Documents.Select(document => document.Entry) }))];

        Assert.That(Of(DemonstrationChildren.Make(Today)), Is.EqualTo(Of(Children)));
    }

    [Test]
    public void What_may_not_cross_is_there_to_be_refused()
    {
        Assert.That(Children.SelectMany(child => child.Documents).Count(document => document.Entry.Sensitivities.Contains("POLICE")), Is.EqualTo(1));
        Assert.That(Children.SelectMany(child => child.Documents).Count(document => document.Entry.Sensitivities.Contains("ADOPTION_SEALED")), Is.EqualTo(1));
        Assert.That(Children.Count(child => child.Person.Addresses.Any(address => address.Confidential == "Y")), Is.EqualTo(3));
    }

    [Test]
    public void The_person_index_has_its_header_and_a_line_for_every_child_of_the_holder()
    {
        var lines = DemonstrationChildren.PersonIndexCsv(Children, "tower-hamlets").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines[0], Is.EqualTo("ics_person_id,la_child_id,given,family,also_known_as,date_of_birth,sex,nhs_number,upn,family_group"));
        Assert.That(lines, Has.Length.EqualTo(21));
        Assert.That(lines.Skip(1).Select(line => line.Split(',').Length), Is.All.EqualTo(10));
    }

    [Test]
    public void Everybody_of_the_interfaces_can_sign_in()
    {
        string[] logins =
        [
            "iro.th1", "iro.th2", "iro.isl1", "iro.isl2", "iro.sessional", "iro.unallocated", "deputy.isl", "manager.isl", "manager.th", "support.th", "sw.isl", "sw.th", "clerk.th",
            "auditor.isl", "auditor.th", "caldicott.isl", "caldicott.th", "it.isl", "it.th",
        ];

        Assert.That(DemonstrationPeople.All.Select(person => person.Login), Is.EquivalentTo(logins));
        Assert.That(DemonstrationPeople.All.Select(person => person.Name), Is.Unique);
        Assert.That(DemonstrationPeople.Find("iro.sessional")!.Roles, Is.EqualTo(new[] { "iro-sessional" }));
    }
}
