namespace BoroughBridge.Reviews;

/// <summary>Which rule a due date rests on; shown beside it.</summary>
public static class Law
{
    /// <summary>LAW-1: within 20 working days of becoming looked after (2010 Regulations, reg 33(1)).</summary>
    public const string FirstReview = "LAW-1";
    /// <summary>LAW-2: not more than three months after the first (reg 33(2)).</summary>
    public const string SecondReview = "LAW-2/second";
    /// <summary>LAW-2: at intervals of not more than six months (reg 33(2)).</summary>
    public const string LaterReview = "LAW-2/later";
}

/// <summary>LAW-3: which set of rules applies, by date.</summary>
public enum RuleSet
{
    /// <summary>Looked after before 1 April 2011: first review within 28 calendar days.</summary>
    E1991,
    /// <summary>Looked after from 1 April 2011: first review within 20 working days.</summary>
    E2010,
    /// <summary>A review after the second that fell due from 24 April to 25 September 2020: the six months were relaxed by SI 2020/445.</summary>
    Covid,
}

/// <summary>One period of being looked after, as far as its reviews go. A new period is a new cycle (LAW-14, EDGE-21).</summary>
public sealed record ReviewCycle
{
    /// <summary>Day 0: the day the child became looked after.</summary>
    public required DateOnly LookedAfterFrom { get; init; }
    /// <summary>Reviews completed in this period; those of one day count once.</summary>
    public int Completed { get; init; }
    /// <summary>The latest of them.</summary>
    public DateOnly? LastHeld { get; init; }
    /// <summary>The day the period ended.</summary>
    public DateOnly? EndedOn { get; init; }
}

/// <summary>When the next review falls due, and why; or why there is no such day.</summary>
public abstract record NextReview
{
    /// <param name="By">Last lawful day.</param>
    /// <param name="Rule">A rule of <see cref="Law"/>.</param>
    /// <param name="Rules">The rule set it was judged by.</param>
    public sealed record Due(DateOnly By, string Rule, RuleSet Rules) : NextReview;

    /// <summary>The child is no longer looked after (LAW-14).</summary>
    public sealed record NotRequired : NextReview;

    /// <summary>Nothing changes; <paramref name="Why"/> is a code: <c>dated-in-future</c>, <c>before-period</c>, <c>after-period</c>, <c>same-day</c>.</summary>
    public sealed record Unchanged(string Why) : NextReview;

    /// <summary>It cannot be told; <paramref name="Why"/> is a code: <c>not-looked-after</c>.</summary>
    public sealed record Unknown(string Why) : NextReview;
}

/// <summary>How a review, or the want of one, is reported.</summary>
public enum Timeliness
{
    InTime,
    Late,
    /// <summary>After its day, but that day was relaxed: "relaxed by SI 2020/445", not late.</summary>
    Relaxed,
    /// <summary>The period of care ended before the day (LAW-14).</summary>
    NotRequired,
    /// <summary>Not held, and its day has not passed.</summary>
    Open,
}
