using BoroughBridge.Access;
using BoroughBridge.Agreements;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Agreements;

/// <summary>Which version of an agreement counts, and until when.</summary>
internal sealed class AgreementRowTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Test]
    public void A_later_version_counts_from_its_first_day_and_only_when_signed()
    {
        var (first, second) = (Row(1, Today.AddYears(-1)), Row(2, Today));

        Assert.That(Counting(first, second), Is.EqualTo(new[] { 2 }));
        Assert.That(Counting(first, second with { FromDay = Today.AddDays(1) }), Is.EqualTo(new[] { 1 }));
        Assert.That(Counting(first, second with { State = "draft" }), Is.EqualTo(new[] { 1 }));
        Assert.That(Counting(first with { State = "draft" }), Is.Empty);
    }

    [Test]
    public void A_later_version_that_is_suspended_does_not_let_the_earlier_one_back()
    {
        var facts = AgreementRow.Facts([Row(1, Today.AddYears(-1)), Row(2, Today) with { State = "suspended" }], Today);

        Assert.That(facts.Select(fact => (fact.Version, fact.State)), Is.EqualTo(new[] { (2, AgreementState.Suspended) }));
    }

    [Test]
    public void It_ends_with_the_network_approval_it_rests_on()
    {
        Assert.That((Row(1, Today) with { ApprovalExpires = Today.AddDays(10) }).ToAgreement().To, Is.EqualTo(Today.AddDays(10)));
        Assert.That((Row(1, Today) with { ApprovalExpires = Today.AddDays(10), ToDay = Today.AddDays(5) }).LastDay, Is.EqualTo(Today.AddDays(5)));
        Assert.That((Row(1, Today) with { ApprovalExpires = Today.AddDays(10), ToDay = Today.AddDays(50) }).LastDay, Is.EqualTo(Today.AddDays(10)));
        Assert.That(Row(1, Today).LastDay, Is.Null);
    }

    [Test]
    public void Its_thresholds_are_those_of_the_version()
    {
        Assert.That(Row(1, Today).Threshold("caseload-most"), Is.EqualTo(70));
        Assert.That(Row(1, Today).Threshold("caseload"), Is.Null);
    }

    private static int[] Counting(params AgreementRow[] rows) => [.. AgreementRow.InForce(rows, Today).Select(row => row.Version)];

    private static AgreementRow Row(int version, DateOnly from) => new()
    {
        AgreementId = "a",
        Version = version,
        Reference = "A-1",
        Holder = "islington",
        Employer = "tower-hamlets",
        Bases = "s25B(4)",
        Purposes = "review",
        Thresholds = "caseload-least=50 caseload-most=70",
        FromDay = from,
        StandingAcceptance = false,
        Terms = "",
        State = "open",
        Capabilities = "",
        Unreadable = false,
        Recorded = default,
    };
}
