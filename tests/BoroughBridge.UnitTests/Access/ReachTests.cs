using BoroughBridge.Access;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Access;

/// <summary>The table "Who may see what" of domain.md 1.6, role by role and depth by depth; whoever is not in it reaches nothing.</summary>
internal sealed class ReachTests
{
    private const string Index = "index", Decisions = "decisions", Papers = "papers", Notes = "notes", Write = "write";

    private static readonly Dictionary<string, string[]> OfOthers = new()
    {
        [Roles.Iro] = [Index, Decisions, Papers, Notes, Write],
        [Roles.SessionalIro] = [Index, Decisions, Papers, Notes, Write],
        [Roles.IroManager] = [Index, Decisions],
        [Roles.BusinessSupport] = [Index],
        [Roles.Auditor] = [Index],
        [Roles.CaldicottGuardian] = [Index],
        [Roles.IcsService] = [Index],
        [Roles.SocialWorker] = [],
        [Roles.ItOperator] = [],
        [Roles.ScanningClerk] = [],
        ["director"] = [],
    };

    private static readonly Dictionary<string, string[]> OfOwn = OfOthers.Keys.ToDictionary(
        role => role, role => role is Roles.IroManager or Roles.Auditor or Roles.CaldicottGuardian ? new[] { Index } : []);

    private static IEnumerable<TestCaseData> Table() =>
        from own in new[] { false, true }
        from role in OfOthers.Keys
        from depth in new[] { Index, Decisions, Papers, Notes, Write }
        select new TestCaseData(role, depth, own).Returns((own ? OfOwn : OfOthers)[role].Contains(depth));

    [TestCaseSource(nameof(Table))]
    public bool Reaches(string role, string depth, bool own)
    {
        var given = Case.Permitted.Who(who => who with { Roles = [role], Authority = own ? "islington" : "tower-hamlets" }).What(thing => At(thing, depth))
            .WithAgreement(agreement => agreement with { Capabilities = Capabilities.All });
        var decision = given.Decide();

        Assert.That(decision.Reason, Is.EqualTo(decision.Permitted ? "permitted" : "role"));

        return decision.Permitted;
    }

    [TestCase("Patient", null, Papers)]
    [TestCase("CarePlan", "care-plan", Papers)]
    [TestCase("Goal", null, Papers)]
    [TestCase("CareTeam", null, Papers)]
    [TestCase("EpisodeOfCare", "placement", Papers)]
    [TestCase("Composition", "lac-review-record", Papers)]
    [TestCase("Appointment", null, Papers)]
    [TestCase("Encounter", "lac-review", Papers)]
    [TestCase("Encounter", "lac-review-part", Papers)]
    [TestCase("Encounter", "visit", Notes)]
    [TestCase("Encounter", null, Notes)]
    [TestCase("Task", "review-decision", Decisions)]
    [TestCase("Task", "recommendation", Decisions)]
    [TestCase("Task", "scan-request", Papers)]
    [TestCase("DocumentReference", "review-decisions", Decisions)]
    [TestCase("Binary", "management-alert", Decisions)]
    [TestCase("DocumentReference", "sw-report", Papers)]
    [TestCase("DocumentReference", "case-note", Notes)]
    [TestCase("DocumentReference", "visit-record", Notes)]
    [TestCase("DocumentReference", "contact-record", Notes)]
    [TestCase("Binary", "strategy-discussion", Notes)]
    [TestCase("Binary", "unclassified-scan", Notes)]
    [TestCase("Binary", null, Notes)]
    [TestCase("Observation", "legal-status", Notes)]
    [TestCase("AType", null, Notes)]
    public void A_thing_lies_at_its_depth(string type, string? kind, string depth)
    {
        var thing = Case.Permitted.Thing with { Type = type, Kind = kind };

        Assert.That(Reach.DepthOf(thing).ToString(), Is.EqualTo(depth).IgnoreCase);
        Assert.That(Reach.DepthOf(thing with { Asked = Asked.Index }), Is.EqualTo(Depth.Index));
        Assert.That(Reach.DepthOf(thing with { Asked = Asked.Write }), Is.EqualTo(Depth.Write));
    }

    /// <summary>Who reads beside an officer needs one: an allocation of an officer of her own authority to this child, in force.</summary>
    [TestCase(Roles.IroManager)]
    [TestCase(Roles.BusinessSupport)]
    [TestCase(Roles.Auditor)]
    [TestCase(Roles.CaldicottGuardian)]
    [TestCase(Roles.IcsService)]
    public void Beside_an_officer_and_not_without_one(string role)
    {
        var given = Case.Permitted.Who(who => who with { Roles = [role], Subject = "someone.else" }).What(thing => thing with { Asked = Asked.Index });

        Assert.That(given.Decide().Permitted);
        Assert.That(given.When(at => at with { Grants = [] }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.WithGrant(grant => grant with { Employer = "hackney" }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.WithGrant(grant => grant with { ChildRef = "c2" }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.WithGrant(grant => grant with { Kind = GrantKind.RecordingTail, Review = "r1" }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.WithGrant(grant => grant with { Kind = GrantKind.BreakGlass, OpenedAt = given.At.Now }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.WithGrant(grant => grant with { To = new(2026, 11, 21) }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(given.When(at => at with { Agreements = [] }).Decide().Reason, Is.EqualTo("agreement"));
    }

    [Test]
    public void Beside_an_officer_nobody_has_her_permissions()
    {
        var given = Case.Permitted.Labelled(Labels.Police).What(thing => thing with { Asked = Asked.Index }).WithGrant(grant => grant with { Permissions = [Labels.Police] });

        Assert.That(given.Decide().Permitted);
        Assert.That(given.Who(who => who with { Roles = [Roles.IroManager], Subject = "manager.th" }).Decide().Reason, Is.EqualTo("restricted"));
        Assert.That(given.Who(who => who with { Roles = [Roles.IroManager], Issuer = "https://other.example" }).Decide().Reason, Is.EqualTo("restricted"));
    }

    [Test]
    public void The_index_of_an_authoritys_own_child_needs_no_grant_and_opens_nothing_that_is_closed()
    {
        var given = Case.Permitted.Who(who => who with { Roles = [Roles.IroManager], Authority = "islington" }).What(thing => thing with { Asked = Asked.Index })
            .When(at => at with { Grants = [], Agreements = [] });
        var decision = given.Decide();

        Assert.That((decision.Permitted, decision.Grant, decision.Agreement), Is.EqualTo((true, (Grant?)null, (Agreement?)null)));
        Assert.That(given.Labelled(Labels.AdoptionSealed).Decide().Reason, Is.EqualTo("sealed"));
        Assert.That(given.Labelled(Labels.Police).Decide().Reason, Is.EqualTo("restricted"));
        Assert.That(given.When(at => at with { Denies = [new("c1", given.Caller.Issuer, given.Caller.Subject)] }).Decide().Reason, Is.EqualTo("named-deny"));
    }

    [Test]
    public void Of_two_roles_that_reach_something_one_is_chosen()
    {
        var both = Case.Permitted.Who(who => who with { Roles = [Roles.Iro, Roles.IroManager] });

        Assert.That(both.Decide().Reason, Is.EqualTo("role-choice"));
        Assert.That(both.Who(who => who with { ActiveRole = Roles.Iro }).Decide().Permitted);
        Assert.That(both.Who(who => who with { ActiveRole = Roles.IroManager }).Decide().Reason, Is.EqualTo("role"));
        Assert.That(both.Who(who => who with { ActiveRole = Roles.Auditor }).Decide().Reason, Is.EqualTo("role"), "not hers");
        Assert.That(both.Who(who => who with { ActiveRole = Roles.Auditor }).What(thing => thing with { Asked = Asked.Index }).Decide().Reason, Is.EqualTo("role"), "not hers, and would reach");
        Assert.That(both.Who(who => who with { ActiveRole = "" }).Decide().Reason, Is.EqualTo("role"));
        Assert.That(both.Who(who => who with { Roles = [Roles.Iro, Roles.SocialWorker, "offline_access"] }).Decide().Permitted, "one of them reaches");
        Assert.That(both.Who(who => who with { Roles = [Roles.SocialWorker], ActiveRole = Roles.SocialWorker }).Decide().Reason, Is.EqualTo("role"));
        Assert.That(both.Who(who => who with { Roles = [Roles.Iro, Roles.Iro] }).Decide().Permitted, "the same twice is one");
    }

    [Test]
    public void An_ics_by_itself_reads_the_index_and_never_a_body()
    {
        var given = Case.Permitted.Who(who => who with { Roles = [Roles.IcsService], UserPresent = false, Subject = "ics" });

        Assert.That(given.What(thing => thing with { Asked = Asked.Index }).Decide().Permitted);
        Assert.That(given.Decide().Reason, Is.EqualTo("no-user-present"));
        Assert.That(given.What(thing => thing with { Asked = Asked.Write }).Decide().Reason, Is.EqualTo("no-user-present"));
        Assert.That(given.Who(who => who with { UserPresent = true }).Decide().Reason, Is.EqualTo("role"));
        Assert.That(given.What(thing => thing with { Asked = Asked.Index }).Who(who => who with { Roles = [Roles.Iro] }).Decide().Reason, Is.EqualTo("no-user-present"), "no officer unattended");
    }

    private static Thing At(Thing thing, string depth) => depth switch
    {
        Index => thing with { Asked = Asked.Index },
        Write => thing with { Asked = Asked.Write },
        Decisions => thing with { Type = "Task", Kind = "review-decision" },
        Notes => thing with { Type = "DocumentReference", Kind = "case-note" },
        _ => thing,
    };
}
