using BoroughBridge.Holding.Allocations;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding;

/// <summary>What bars an officer, and what a manager is warned of.</summary>
internal sealed class ConcernsTests
{
    private const string Iro = "https://login.th.example iro.th1";

    private static readonly ConcernFacts Free = new() { ChildRef = "c", Iro = Iro, Employer = "tower-hamlets", Caseload = 70, MostCaseload = 70 };

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return new(Free, "", false);
        yield return new(Free with { CaseHolders = [Iro] }, Concerns.FormerCaseHolder, true);
        yield return new(Free with { CaseHolders = [Iro + "0"] }, "", false);
        yield return new(Free with { IrosOfParentOrChild = [Iro] }, Concerns.ParentAndChild, true);
        yield return new(Free with { IrosOfParentOrChild = ["somebody else"] }, "", false);
        yield return new(Free with { PlacementProviders = ["tower-hamlets"] }, Concerns.PlacementProvider, false);
        yield return new(Free with { PlacementProviders = ["hackney"] }, "", false);
        yield return new(Free with { IrosOfSiblings = [Iro] }, "", false);
        yield return new(Free with { IrosOfSiblings = [Iro, "somebody else"] }, Concerns.SiblingsApart, false);
        yield return new(Free with { Caseload = 71 }, Concerns.Caseload, false);
        yield return new(Free with { Caseload = 500, MostCaseload = null }, "", false);
        yield return new(Free with { Untrained = true }, Concerns.Training, false);
    }

    [TestCaseSource(nameof(Cases))]
    public void Each_fact_speaks_for_itself(object facts, string code, bool bars)
    {
        var concerns = Concerns.Of((ConcernFacts)facts);

        Assert.That(concerns, Is.EqualTo(code.Length == 0 ? [] : new[] { new Concern(code, "c", bars) }));
    }

    [Test]
    public void All_of_them_are_named_at_once()
    {
        var concerns = Concerns.Of(Free with { CaseHolders = [Iro], PlacementProviders = ["tower-hamlets"], Caseload = 80, Untrained = true });

        Assert.That(concerns.Select(concern => concern.Code), Is.EqualTo(new[] { Concerns.FormerCaseHolder, Concerns.PlacementProvider, Concerns.Caseload, Concerns.Training }));
    }
}
