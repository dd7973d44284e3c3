using BoroughBridge.Reviews;
using NUnit.Framework;
using static BoroughBridge.UnitTests.Reviews.WorkingDaysTests;

namespace BoroughBridge.UnitTests.Reviews;

/// <summary>LAW-1, LAW-2, LAW-3, LAW-14.</summary>
internal sealed class ReviewClockTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly ReviewCycle New = new() { LookedAfterFrom = new(2025, 3, 3) };
    private static readonly ReviewCycle AfterFirst = New with { Completed = 1, LastHeld = new(2025, 3, 28) };
    private static readonly ReviewCycle AfterSecond = New with { Completed = 2, LastHeld = new(2025, 6, 27) };

    [TestCase("2024-03-01", "2024-04-02")]
    [TestCase("2011-04-01", "2011-05-05")]
    public void The_first_review_is_due_within_twenty_working_days(string from, string by) =>
        Assert.That(ReviewClock.First(Day(from)), Is.EqualTo(new NextReview.Due(Day(by), Law.FirstReview, RuleSet.E2010)));

    [Test]
    public void Before_April_2011_the_first_review_was_due_within_28_days() =>
        Assert.That(ReviewClock.First(new(2011, 3, 31)), Is.EqualTo(new NextReview.Due(new(2011, 4, 28), Law.FirstReview, RuleSet.E1991)));

    [TestCase("2025-03-28", "2025-06-28")]
    [TestCase("2025-11-30", "2026-02-28", Description = "clamped to the end of February")]
    public void The_second_review_is_due_three_months_after_the_first(string held, string by) =>
        Assert.That(ReviewClock.After(New, Day(held), Today), Is.EqualTo(new NextReview.Due(Day(by), Law.SecondReview, RuleSet.E2010)));

    [TestCase("2025-06-27", "2025-12-27")]
    [TestCase("2025-08-31", "2026-02-28", Description = "clamped to the end of February")]
    public void Later_reviews_are_due_six_months_after_the_one_before(string held, string by) =>
        Assert.That(ReviewClock.After(AfterFirst, Day(held), Today), Is.EqualTo(new NextReview.Due(Day(by), Law.LaterReview, RuleSet.E2010)));

    [Test]
    public void The_interval_runs_from_the_review_held_and_not_from_when_it_was_due() =>
        Assert.That(ReviewClock.After(AfterSecond, new(2025, 8, 15), Today), Is.EqualTo(new NextReview.Due(new(2026, 2, 15), Law.LaterReview, RuleSet.E2010)));

    [Test]
    public void A_review_dated_in_the_future_changes_nothing() =>
        Assert.That(ReviewClock.After(AfterFirst, Today.AddDays(1), Today), Is.EqualTo(new NextReview.Unchanged("dated-in-future")));

    [Test]
    public void A_review_held_today_counts() => Assert.That(ReviewClock.After(AfterFirst, Today, Today), Is.TypeOf<NextReview.Due>());

    [Test]
    public void A_second_review_on_the_same_day_changes_nothing() =>
        Assert.That(ReviewClock.After(AfterFirst, AfterFirst.LastHeld!.Value, Today), Is.EqualTo(new NextReview.Unchanged("same-day")));

    [Test]
    public void A_review_from_before_the_period_changes_nothing() =>
        Assert.That(ReviewClock.After(New, new(2025, 3, 2), Today), Is.EqualTo(new NextReview.Unchanged("before-period")));

    [Test]
    public void A_review_told_late_counts_but_the_latest_one_rules() =>
        Assert.That(ReviewClock.After(AfterFirst, new(2025, 3, 20), Today), Is.EqualTo(new NextReview.Due(new(2025, 9, 28), Law.LaterReview, RuleSet.E2010)));

    [Test]
    public void A_review_of_a_child_not_looked_after_is_unknown() =>
        Assert.That(ReviewClock.After(null, Today, Today), Is.EqualTo(new NextReview.Unknown("not-looked-after")));

    [Test]
    public void Nothing_is_due_once_the_period_has_ended()
    {
        var ended = AfterFirst with { EndedOn = new(2025, 5, 1) };

        Assert.That(ReviewClock.Of(ended, Today), Is.EqualTo(new NextReview.NotRequired()));
        Assert.That(ReviewClock.After(ended, new(2025, 4, 30), Today), Is.EqualTo(new NextReview.NotRequired()));
        Assert.That(ReviewClock.After(ended, new(2025, 5, 2), Today), Is.EqualTo(new NextReview.Unchanged("after-period")));
    }

    [Test]
    public void A_period_that_ends_tomorrow_still_runs() =>
        Assert.That(ReviewClock.Of(AfterFirst with { EndedOn = Today.AddDays(1) }, Today), Is.EqualTo(new NextReview.Due(new(2025, 6, 28), Law.SecondReview, RuleSet.E2010)));

    [TestCase("2019-10-23", "2020-04-23", RuleSet.E2010)]
    [TestCase("2019-10-24", "2020-04-24", RuleSet.Covid)]
    [TestCase("2020-03-25", "2020-09-25", RuleSet.Covid)]
    [TestCase("2020-03-26", "2020-09-26", RuleSet.E2010)]
    public void Six_months_falling_due_in_the_relaxed_time_are_relaxed(string held, string by, RuleSet rules)
    {
        var cycle = new ReviewCycle { LookedAfterFrom = new(2019, 1, 7), Completed = 3, LastHeld = new(2019, 6, 1) };

        Assert.That(ReviewClock.After(cycle, Day(held), Today), Is.EqualTo(new NextReview.Due(Day(by), Law.LaterReview, rules)));
    }

    [Test]
    public void The_second_review_was_not_relaxed() =>
        Assert.That(ReviewClock.After(new() { LookedAfterFrom = new(2020, 2, 3) }, new(2020, 3, 2), Today), Is.EqualTo(new NextReview.Due(new(2020, 6, 2), Law.SecondReview, RuleSet.E2010)));

    [Test]
    public void The_relaxed_is_not_called_late()
    {
        var relaxed = new NextReview.Due(new(2020, 6, 1), Law.LaterReview, RuleSet.Covid);
        var plain = relaxed with { Rules = RuleSet.E2010 };

        Assert.That(ReviewClock.Judge(relaxed, new(2020, 6, 2)), Is.EqualTo(Timeliness.Relaxed));
        Assert.That(ReviewClock.Judge(plain, new(2020, 6, 2)), Is.EqualTo(Timeliness.Late));
        Assert.That(ReviewClock.Judge(plain, new(2020, 6, 1)), Is.EqualTo(Timeliness.InTime));
    }

    [TestCase("2025-06-28", Timeliness.Open, Description = "the last day itself")]
    [TestCase("2025-06-29", Timeliness.Late)]
    public void A_review_not_held_is_late_after_its_last_day(string today, Timeliness standing) =>
        Assert.That(ReviewClock.Standing(AfterFirst, Day(today)), Is.EqualTo(standing));

    [TestCase("2025-06-28", Timeliness.NotRequired)]
    [TestCase("2025-06-29", Timeliness.Late)]
    public void A_review_is_not_required_where_the_period_ended_before_its_last_day(string ended, Timeliness standing) =>
        Assert.That(ReviewClock.Standing(AfterFirst with { EndedOn = Day(ended) }, Today), Is.EqualTo(standing));

    [Test]
    public void The_cycle_is_the_same_in_whatever_order_its_reviews_are_told()
    {
        DateOnly[] reviews = [new(2025, 6, 27), new(2025, 3, 28), new(2025, 6, 27), new(2030, 1, 1), new(2024, 1, 1)];

        Assert.That(ReviewClock.Cycle(New.LookedAfterFrom, null, reviews, Today), Is.EqualTo(AfterSecond));
        Assert.That(ReviewClock.Cycle(New.LookedAfterFrom, null, [], Today), Is.EqualTo(New));
    }

    [Test]
    public void The_month_vectors_hold()
    {
        if (!Corpus.Has("vectors/month_vectors.csv", out var file)) return;
        var rows = File.ReadAllLines(file).Skip(1).Select(line => line.Split(',')).ToArray();

        foreach (var row in rows)
        {
            var cycle = new ReviewCycle { LookedAfterFrom = new(2020, 10, 1), Completed = row[1] == "3" ? 0 : 2 };
            Assert.That(((NextReview.Due)ReviewClock.After(cycle, Day(row[0]), Today)).By, Is.EqualTo(Day(row[2])), row[0]);
        }

        Assert.That(rows, Has.Length.GreaterThanOrEqualTo(9));
    }
}
