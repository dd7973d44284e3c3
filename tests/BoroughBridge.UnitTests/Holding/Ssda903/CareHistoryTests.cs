using BoroughBridge.Holding.Ssda903;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding.Ssda903;

/// <summary>An episode is not a period of care.</summary>
public sealed class CareHistoryTests
{
    [TestCase("C1 S 1/1-5/1 X1|C2 L 5/1-9/1 X1|C2 P 9/1-20/1 E4A", "1/1-20/1", "C1 1/1-5/1,C2 5/1-20/1", "1/1-9/1,9/1-20/1")]
    [TestCase("V2 S 1/1-5/1 E4A|V2 S 7/1-", "1/1-5/1,7/1-", "V2 1/1-5/1,V2 7/1-", "1/1-5/1,7/1-")]
    [TestCase("C2 P 1/1-5/1 X1|C2 P 5/1-", "", "C2 1/1-", "1/1-5/1,5/1-")]
    [TestCase("C2 S 1/1-5/1 E4A|C2 P 5/1-", "1/1-5/1", "C2 1/1-5/1,C2 5/1-", "1/1-5/1,5/1-")]
    [TestCase("C2 S 1/1-5/1 X1", "1/1-", "C2 1/1-5/1", "1/1-5/1")]
    public void Periods_statuses_and_placements_are_told_apart(string episodes, string periods, string statuses, string placements)
    {
        var history = CareHistory.Of(Episodes.Of(episodes));

        Assert.Multiple(() =>
        {
            Assert.That(string.Join(',', history.Periods.Select(Said)), Is.EqualTo(periods));
            Assert.That(string.Join(',', history.LegalStatuses.Select(one => $"{one.Status.First.LegalStatus} {Said(one.Status)}")), Is.EqualTo(statuses));
            Assert.That(string.Join(',', history.Placements.Select(one => Said(one.Placement))), Is.EqualTo(placements));
        });
    }

    [Test]
    public void One_that_was_never_ended_is_over_when_another_begins()
    {
        var history = CareHistory.Of(Episodes.Of("V2 S 1/1-|V2 S 7/1-"));

        Assert.That(history.Periods.Select(period => (period.To, period.IsPast)), Is.EqualTo(new (DateOnly?, bool)[] { (null, true), (null, false) }));
    }

    [Test]
    public void What_began_before_the_return_has_no_period_guessed_for_it()
    {
        var history = CareHistory.Of(Episodes.Of("C2 P 1/1-5/1 X1|C2 P 5/1-"));

        Assert.That(history.Placements.Select(one => one.Within), Is.All.Null);
    }

    [Test]
    public void None_is_nothing() => Assert.That(CareHistory.Of([]).Periods, Is.Empty);

    private static string Said(Stretch stretch) => $"{stretch.From:d/M}-{(stretch.To is { } to ? $"{to:d/M}" : "")}";
}
