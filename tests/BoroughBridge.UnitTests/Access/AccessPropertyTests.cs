using BoroughBridge.Access;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Access;

/// <summary>What must hold of every decision, over generated cases from small pools, so that near misses are common.</summary>
internal sealed class AccessPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(3000);

    private static readonly Gen<Grant> Grants =
        from child in Gen.Elements("c1", "c1", "c1", "c2")
        from subject in Gen.Elements("iro.th1", "iro.th1", "iro.th1", "iro.th2")
        from employer in Gen.Elements("tower-hamlets", "tower-hamlets", "tower-hamlets", "tower-hamlets", "islington")
        from agreement in Gen.Elements("A-1", "A-2")
        from begins in Gen.Choose(-3, 1)
        from length in Gen.Choose(0, 4)
        from open in Gen.Elements(true, false)
        from ended in Gen.Elements<int?>(null, null, null, -1, 0, 1)
        from permissions in Gen.SubListOf(Labels.ProtectedAddress, Labels.Police, Labels.Court)
        let good = Case.Permitted
        let today = London.DayOf(good.At.Now)
        select good.Grant with
        {
            ChildRef = child,
            Subject = subject,
            Employer = employer,
            Agreement = agreement,
            From = today.AddDays(begins),
            To = open ? null : today.AddDays(begins + length),
            EndedAt = ended is { } hours ? good.At.Now.AddHours(hours) : null,
            Permissions = [.. permissions],
        };

    private static readonly Gen<Agreement> Agreements =
        from reference in Gen.Elements("A-1", "A-2")
        from employer in Gen.Elements("tower-hamlets", "tower-hamlets", "islington")
        from state in Gen.Elements(AgreementState.Open, AgreementState.Open, AgreementState.WindingDown, AgreementState.Suspended, AgreementState.Draft)
        from purposes in Gen.Elements<string[]>(["review-preparation"], ["review-preparation", "review"], ["review-preparation", "dispute"], ["dispute"])
        select Case.Permitted.Agreement with { Reference = reference, Employer = employer, State = state, Purposes = purposes };

    private static readonly Gen<Case> Cases =
        from grants in Grants.ListOf(4)
        from howManyGrants in Gen.Elements(0, 1, 2, 3, 4, 4)
        from agreements in Agreements.ListOf(3)
        from roles in Gen.Elements<string[]>(["iro"], ["iro"], ["iro-sessional", "social-worker"], ["iro", "iro"], ["social-worker"], [])
        from labels in Gen.Elements<string[]>([], [], [Labels.ProtectedAddress], [Labels.ProtectedAddress, Labels.Police], [Labels.Police])
        from odd in Gen.Frequency((12, Gen.Constant("")), (1, Gen.Elements("disabled", "machine", "untrained", "withdrawn", "closed", "denied", "sealed")))
        let good = Case.Permitted
        select good
            .Who(who => who with { Roles = roles, Disabled = odd == "disabled", UserPresent = odd != "machine", Trained = odd != "untrained" })
            .What(thing => thing with { Labels = odd == "sealed" ? [.. labels, Labels.AdoptionSealed] : labels, Withdrawn = odd == "withdrawn", ChildClosed = odd == "closed" })
            .When(at => at with
            {
                Agreements = [.. agreements.DistinctBy(agreement => agreement.Reference)],
                Grants = [.. grants.Take(howManyGrants).Select((grant, index) => grant with { AllocationId = $"a{index}" })],
                Denies = odd == "denied" ? [new("c1", good.Caller.Issuer, good.Caller.Subject)] : [],
            });

    [Test]
    public void Taking_away_any_single_fact_never_gives_more() =>
        Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), given => Without(given).All(less => !GivesMore(less.Decide(), given.Decide()))));

    [Test]
    public void Nobody_is_permitted_without_a_grant_of_her_own_for_this_child_now() =>
        Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), given =>
        {
            var decision = given.Decide();
            var hers = given.At.Grants.Where(grant => grant.Subject == given.Caller.Subject && grant.ChildRef == given.Thing.ChildRef && grant.Employer == given.Caller.Authority
                && London.IsWithin(given.At.Now, grant.From, grant.To) && !(grant.EndedAt <= given.At.Now)).ToArray();

            return (!decision.Permitted || hers.Contains(decision.Grant)) && !given.When(at => at with { Grants = [.. at.Grants.Except(hers)] }).Decide().Permitted;
        }));

    [Test]
    public void What_is_permitted_gives_no_label_without_its_permission() =>
        Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), given =>
        {
            var decision = given.Decide();

            return !decision.Permitted || given.Thing.Labels.All(label => decision.Redact.Contains(label) || decision.Grant!.Permissions.Contains(label));
        }));

    [Test]
    public void The_order_facts_are_listed_in_decides_nothing() =>
        Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), given =>
        {
            var reversed = given.When(at => at with { Agreements = [.. at.Agreements.Reverse()], Grants = [.. at.Grants.Reverse()] }).Decide();

            return (reversed.Permitted, reversed.Variant) == (given.Decide().Permitted, given.Decide().Variant);
        }));

    /// <summary>The properties above would hold of a function that always refuses.</summary>
    [Test]
    public void The_generated_cases_are_of_both_kinds()
    {
        var permitted = Cases.Sample(3000).Count(given => given.Decide().Permitted);

        Assert.That(permitted, Is.InRange(150, 2850));
    }

    private static IEnumerable<Case> Without(Case given)
    {
        yield return given.Who(who => who with { UserPresent = false });
        yield return given.Who(who => who with { Trained = false });
        yield return given.Who(who => who with { Issuer = "" });
        yield return given.Who(who => who with { Subject = "" });
        yield return given.Who(who => who with { Authority = "" });
        yield return given.When(at => at with { Purpose = "" });
        foreach (var role in given.Caller.Roles) yield return given.Who(who => who with { Roles = [.. who.Roles.Where(other => other != role)] });
        foreach (var gone in given.At.Grants) yield return given.When(at => at with { Grants = [.. at.Grants.Where(grant => grant != gone)] });
        foreach (var gone in given.At.Agreements) yield return given.When(at => at with { Agreements = [.. at.Agreements.Where(agreement => agreement != gone)] });
        foreach (var (grant, index) in given.At.Grants.Select((grant, index) => (grant, index)))
        {
            foreach (var permission in grant.Permissions)
            {
                var less = grant with { Permissions = [.. grant.Permissions.Where(other => other != permission)] };
                yield return given.When(at => at with { Grants = [.. at.Grants.Select((other, i) => i == index ? less : other)] });
            }
        }

        foreach (var (agreement, index) in given.At.Agreements.Select((agreement, index) => (agreement, index)))
        {
            foreach (var purpose in agreement.Purposes)
            {
                var less = agreement with { Purposes = [.. agreement.Purposes.Where(other => other != purpose)] };
                yield return given.When(at => at with { Agreements = [.. at.Agreements.Select((other, i) => i == index ? less : other)] });
            }
        }
    }

    private static bool GivesMore(Decision now, Decision before) => now.Permitted && (!before.Permitted || before.Redact.Except(now.Redact).Any());
}
