namespace BoroughBridge.Reviews;

/// <summary>When reviews fall due: Care Planning, Placement and Case Review (England) Regulations 2010, reg 33, and what stood before. Days are Europe/London days.</summary>
public static class ReviewClock
{
    /// <summary>Working days to the first review.</summary>
    public const int FirstReviewWorkingDays = 20;

    private static readonly DateOnly Regulations2010 = new(2011, 4, 1);
    private static readonly DateOnly RelaxedFrom = new(2020, 4, 24);
    private static readonly DateOnly RelaxedTo = new(2020, 9, 25);

    /// <summary>The first review of a period (LAW-1; before 1 April 2011, 28 calendar days).</summary>
    public static NextReview.Due First(DateOnly lookedAfterFrom) => lookedAfterFrom < Regulations2010
        ? new(lookedAfterFrom.AddDays(28), Law.FirstReview, RuleSet.E1991)
        : new(WorkingDays.Add(lookedAfterFrom, FirstReviewWorkingDays), Law.FirstReview, RuleSet.E2010);

    /// <summary>What a review held does to the clock.</summary>
    public static NextReview After(ReviewCycle? cycle, DateOnly heldOn, DateOnly today) => cycle switch
    {
        null => new NextReview.Unknown("not-looked-after"),
        _ when heldOn > today => new NextReview.Unchanged("dated-in-future"),                    // EDGE-23
        _ when heldOn < cycle.LookedAfterFrom => new NextReview.Unchanged("before-period"),
        { EndedOn: { } ended } when heldOn > ended => new NextReview.Unchanged("after-period"),
        { EndedOn: { } ended } when ended <= today => new NextReview.NotRequired(),              // LAW-14
        { LastHeld: { } last } when last == heldOn => new NextReview.Unchanged("same-day"),      // EDGE-22
        { LastHeld: { } last } when heldOn < last => Later(cycle, last),                         // told late: it counts, the latest rules
        { Completed: 0 } => Second(cycle, heldOn),                                               // LAW-2
        _ => Later(cycle, heldOn),                                                               // LAW-2
    };

    /// <summary>The clock as it stands, from nothing but the cycle.</summary>
    public static NextReview Of(ReviewCycle? cycle, DateOnly today) => cycle switch
    {
        null => new NextReview.Unknown("not-looked-after"),
        { EndedOn: { } ended } when ended <= today => new NextReview.NotRequired(),              // LAW-14
        _ => DueOf(cycle),
    };

    /// <summary>The cycle as the facts of the file make it, whatever order they came in: future-dated and foreign reviews are left out, those of one day are one.</summary>
    public static ReviewCycle Cycle(DateOnly lookedAfterFrom, DateOnly? endedOn, IEnumerable<DateOnly> reviews, DateOnly today)
    {
        var held = reviews.Where(day => day >= lookedAfterFrom && day <= today && (endedOn is null || day <= endedOn)).Distinct().ToArray();

        return new() { LookedAfterFrom = lookedAfterFrom, EndedOn = endedOn, Completed = held.Length, LastHeld = held.Length == 0 ? null : held.Max() };
    }

    /// <summary>How the review next due is to be reported today: the last day itself is in time.</summary>
    public static Timeliness Standing(ReviewCycle cycle, DateOnly today)
    {
        var due = DueOf(cycle);
        if (cycle.EndedOn is { } ended && ended <= today) return ended <= due.By ? Timeliness.NotRequired : Judge(due, ended);

        return today <= due.By ? Timeliness.Open : Judge(due, today);
    }

    /// <summary>How a review that was due and held is to be reported.</summary>
    public static Timeliness Judge(NextReview.Due due, DateOnly heldOn) => heldOn <= due.By ? Timeliness.InTime : due.Rules == RuleSet.Covid ? Timeliness.Relaxed : Timeliness.Late;

    private static NextReview.Due DueOf(ReviewCycle cycle) => cycle switch
    {
        { LastHeld: null } => First(cycle.LookedAfterFrom),
        { Completed: 1, LastHeld: { } only } => Second(cycle, only),
        { LastHeld: { } last } => Later(cycle, last),
    };

    // Calendar months, corresponding date, or the month's last day where it is too short.
    private static NextReview.Due Second(ReviewCycle cycle, DateOnly first) => new(first.AddMonths(3), Law.SecondReview, RulesOf(cycle));

    private static NextReview.Due Later(ReviewCycle cycle, DateOnly previous)
    {
        var by = previous.AddMonths(6);

        return new(by, Law.LaterReview, by >= RelaxedFrom && by <= RelaxedTo ? RuleSet.Covid : RulesOf(cycle)); // LAW-3
    }

    private static RuleSet RulesOf(ReviewCycle cycle) => cycle.LookedAfterFrom < Regulations2010 ? RuleSet.E1991 : RuleSet.E2010;
}
