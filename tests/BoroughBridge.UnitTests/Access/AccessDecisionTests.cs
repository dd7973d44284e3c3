using BoroughBridge.Access;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Access;

/// <summary>The decision, step by step in the order of domain.md 1.6.</summary>
internal sealed class AccessDecisionTests
{
    private static readonly NamedDeny Deny = new("c1", "https://id.tower-hamlets.example", "iro.th1");

    /// <summary>One change to the permitted case, and the reason it is then refused for.</summary>
    private static IEnumerable<TestCaseData> Refusals()
    {
        var good = Case.Permitted;

        // 1
        yield return Row("caller-unknown", "no issuer", good.Who(who => who with { Issuer = "" }));
        yield return Row("caller-unknown", "no subject", good.Who(who => who with { Subject = "" }));
        yield return Row("caller-unknown", "no authority", good.Who(who => who with { Authority = "" }));
        yield return Row("caller-disabled", "disabled here", good.Who(who => who with { Disabled = true }));
        yield return Row("no-user-present", "a machine", good.Who(who => who with { UserPresent = false }));
        yield return Row("training", "training lapsed", good.Who(who => who with { Trained = false }));
        yield return Row("role", "no role", good.Who(who => who with { Roles = [] }));
        foreach (var role in new[] { Roles.IroManager, Roles.BusinessSupport, Roles.SocialWorker, Roles.Auditor, Roles.CaldicottGuardian, Roles.ItOperator, Roles.ScanningClerk, "IRO", "iro " })
            yield return Row("role", $"as {role}", good.Who(who => who with { Roles = [role] }));

        // 2
        yield return Row("agreement", "no agreement", good.When(at => at with { Agreements = [] }));
        yield return Row("agreement", "the other direction", good.WithAgreement(agreement => agreement with { Holder = "tower-hamlets", Employer = "islington" }));
        yield return Row("agreement", "another employer's", good.WithAgreement(agreement => agreement with { Employer = "hackney" }));
        yield return Row("agreement", "another holder's", good.WithAgreement(agreement => agreement with { Holder = "hackney" }));
        yield return Row("agreement", "not for this purpose", good.When(at => at with { Purpose = "dispute" }));
        yield return Row("agreement", "no purpose", good.When(at => at with { Purpose = "" }));
        yield return Row("agreement", "not begun", good.WithAgreement(agreement => agreement with { From = new(2026, 11, 23) }));
        yield return Row("agreement", "run out", good.WithAgreement(agreement => agreement with { To = new(2026, 11, 21) }));
        foreach (var state in new[] { AgreementState.Draft, AgreementState.Signed, AgreementState.Ended, AgreementState.Suspended })
            yield return Row("agreement", $"{state}", good.WithAgreement(agreement => agreement with { State = state }));
        yield return Row("agreement", "a later version is suspended", good.When(at => at with { Agreements = [good.Agreement, good.Agreement with { Version = 2, State = AgreementState.Suspended }] }));

        // 3
        yield return Row("sealed", "adoption", good.Labelled(Labels.AdoptionSealed));
        yield return Row("sealed", "privilege", good.Labelled(Labels.LegalPrivilege));
        yield return Row("sealed", "a label nobody knows", good.Labelled("new-label"));
        yield return Row("sealed", "adoption, permission or not", good.Labelled(Labels.AdoptionSealed).WithGrant(grant => grant with { Permissions = [Labels.AdoptionSealed] }));
        yield return Row("sealed", "a label nobody knows, permission or not", good.Labelled("new-label").WithGrant(grant => grant with { Permissions = ["new-label"] }));
        yield return Row("withdrawn", "withdrawn", good.What(thing => thing with { Withdrawn = true }));
        yield return Row("child-closed", "child closed", good.What(thing => thing with { ChildClosed = true }));

        // 4
        yield return Row("named-deny", "denied by name", good.When(at => at with { Denies = [Deny] }));

        // 5
        yield return Row("no-grant", "no grant", good.When(at => at with { Grants = [] }));
        yield return Row("no-grant", "another child's", good.WithGrant(grant => grant with { ChildRef = "c2" }));
        yield return Row("no-grant", "another holder's child", good.WithGrant(grant => grant with { Holder = "hackney" }));
        yield return Row("no-grant", "another person's", good.WithGrant(grant => grant with { Subject = "iro.th2" }));
        yield return Row("no-grant", "the same name at another provider", good.WithGrant(grant => grant with { Issuer = "https://id.islington.example" }));
        yield return Row("no-grant", "in another employment", good.WithGrant(grant => grant with { Employer = "islington" }));
        yield return Row("no-grant", "under another agreement", good.WithGrant(grant => grant with { Agreement = "A-2" }));
        yield return Row("no-grant", "tomorrow", good.WithGrant(grant => grant with { From = new(2026, 11, 23) }));
        yield return Row("no-grant", "until yesterday", good.WithGrant(grant => grant with { To = new(2026, 11, 21) }));
        yield return Row("no-grant", "ended this instant", good.WithGrant(grant => grant with { EndedAt = good.At.Now }));

        // 6
        foreach (var label in new[] { Labels.Police, Labels.Court, Labels.HealthSensitive, Labels.StaffOrPublicFigure, Labels.ThirdParty })
            yield return Row("restricted", label, good.Labelled(label));
        yield return Row("restricted", "permission for another label", good.Labelled(Labels.Police).WithGrant(grant => grant with { Permissions = [Labels.Court] }));
        yield return Row("restricted", "permission for one of two", good.Labelled(Labels.Police, Labels.Court).WithGrant(grant => grant with { Permissions = [Labels.Court] }));
    }

    [TestCaseSource(nameof(Refusals))]
    public void Refused(string reason, Case changed)
    {
        var decision = changed.Decide();

        Assert.That((decision.Permitted, decision.Reason), Is.EqualTo((false, reason)));
    }

    [Test]
    public void The_case_they_all_start_from_is_permitted()
    {
        var decision = Case.Permitted.Decide();

        Assert.That((decision.Permitted, decision.Reason, decision.Variant), Is.EqualTo((true, "permitted", "full")));
        Assert.That((decision.Grant, decision.Agreement), Is.EqualTo((Case.Permitted.Grant, Case.Permitted.Agreement)));
    }

    /// <summary>Everything is wrong at once; mended from the first step on, the next one is the reason.</summary>
    [Test]
    public void The_steps_are_taken_in_order()
    {
        var good = Case.Permitted;
        var wrong = good.Who(who => who with { Issuer = "", Disabled = true, UserPresent = false, Roles = [], Trained = false })
            .What(thing => thing with { Labels = [Labels.AdoptionSealed, Labels.Police], Withdrawn = true, ChildClosed = true })
            .When(at => at with { Agreements = [], Denies = [Deny], Grants = [] });
        Func<Case, Case>[] mend =
        [
            it => it.Who(who => who with { Issuer = good.Caller.Issuer }), it => it.Who(who => who with { Disabled = false }), it => it.Who(who => who with { UserPresent = true }),
            it => it.Who(who => who with { Roles = ["iro"] }), it => it.Who(who => who with { Trained = true }), it => it.When(at => at with { Agreements = good.At.Agreements }),
            it => it.Labelled(Labels.Police), it => it.What(thing => thing with { Withdrawn = false }), it => it.What(thing => thing with { ChildClosed = false }),
            it => it.When(at => at with { Denies = [] }), it => it.When(at => at with { Grants = good.At.Grants }), it => it.Labelled(),
        ];

        var reasons = new List<string> { wrong.Decide().Reason };
        foreach (var step in mend) reasons.Add((wrong = step(wrong)).Decide().Reason);

        Assert.That(reasons, Is.EqualTo(new[]
        {
            "caller-unknown", "caller-disabled", "no-user-present", "role", "training", "agreement", "sealed", "withdrawn", "child-closed", "named-deny", "no-grant", "restricted", "permitted",
        }));
    }

    [TestCase(AgreementState.Open)]
    [TestCase(AgreementState.ClosedToNew)]
    [TestCase(AgreementState.WindingDown)]
    public void Running_allocations_go_on_under_an_agreement_that_is(AgreementState state) =>
        Assert.That(Case.Permitted.WithAgreement(agreement => agreement with { State = state }).Decide().Permitted);

    [Test]
    public void A_sessional_IRO_may_be_allocated() => Assert.That(Case.Permitted.Who(who => who with { Roles = [Roles.SessionalIro, Roles.SocialWorker] }).Decide().Permitted);

    [Test]
    public void A_protected_address_is_read_with_its_value_taken_out()
    {
        var decision = Case.Permitted.Labelled(Labels.ProtectedAddress).Decide();

        Assert.That((decision.Permitted, decision.Variant), Is.EqualTo((true, "protected-address")));
    }

    [TestCase(Labels.ProtectedAddress)]
    [TestCase(Labels.Police)]
    [TestCase(Labels.ThirdParty)]
    public void Named_permission_gives_the_whole(string label)
    {
        var decision = Case.Permitted.Labelled(label).WithGrant(grant => grant with { Permissions = [label] }).Decide();

        Assert.That((decision.Permitted, decision.Variant), Is.EqualTo((true, "full")));
    }

    [Test]
    public void Someone_elses_deny_is_not_hers()
    {
        NamedDeny[] others = [Deny with { Subject = "iro.th2" }, Deny with { ChildRef = "c2" }, Deny with { Issuer = "https://id.islington.example" }];

        Assert.That(Case.Permitted.When(at => at with { Denies = others }).Decide().Permitted);
    }

    [Test]
    public void A_grant_under_the_second_of_two_agreements_counts()
    {
        var good = Case.Permitted;
        var other = good.Agreement with { Reference = "A-0" };

        Assert.That(good.When(at => at with { Agreements = [other, good.Agreement] }).Decide().Agreement, Is.EqualTo(good.Agreement));
    }

    [Test]
    public void Of_two_grants_the_one_that_gives_more_is_used()
    {
        var good = Case.Permitted.Labelled(Labels.Police);
        var more = good.Grant with { AllocationId = "a2", Permissions = [Labels.Police] };

        Assert.That(good.When(at => at with { Grants = [good.Grant, more] }).Decide().Grant, Is.EqualTo(more));
    }

    private static TestCaseData Row(string reason, string name, Case changed) => new TestCaseData(reason, changed).SetArgDisplayNames(reason, name);
}
