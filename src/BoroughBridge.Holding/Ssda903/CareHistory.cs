namespace BoroughBridge.Holding.Ssda903;

/// <summary>A stretch of a child's history.</summary>
/// <param name="First">The row it began with.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; none while it goes on, or where it was not sent.</param>
/// <param name="Ended">REC of its last row.</param>
/// <param name="IsPast">Whether it is over, whatever was sent: another has begun.</param>
internal sealed record Stretch(Episode First, DateOnly From, DateOnly? To, string? Ended, bool IsPast);

/// <summary>
/// What the episodes of one child amount to. An episode is not a period of care: a period runs from a row that began with <c>S</c> to the row whose REC is not
/// <c>X1</c> (domain.md 2.1). Rows before which no beginning was sent belong to a period whose first day is not known, and none is guessed.
/// </summary>
internal sealed record CareHistory(IReadOnlyList<Stretch> Periods, IReadOnlyList<(Stretch Status, Stretch? Within)> LegalStatuses, IReadOnlyList<(Stretch Placement, Stretch? Within)> Placements)
{
    /// <param name="episodes">In order of their first day.</param>
    public static CareHistory Of(IReadOnlyList<Episode> episodes)
    {
        var (periods, statuses, placements) = (new List<Stretch>(), new List<(Stretch, Stretch?)>(), new List<(Stretch, Stretch?)>());
        foreach (var run in Runs(episodes))
        {
            var last = run[^1] == episodes[^1];
            var (to, ended) = Ending(run[^1]);
            Stretch? period = run[0].Began == "S" ? new(run[0], run[0].From, to, ended, to is not null || !last) : null;
            if (period is not null) periods.Add(period);
            statuses.AddRange(Stretches(run, last, (one, next) => one.LegalStatus == next.LegalStatus).Select(status => (status, period)));
            placements.AddRange(Stretches(run, last, (_, next) => next.Began == "L").Select(placement => (placement, period)));
        }

        return new(periods, statuses, placements);
    }

    /// <summary>The rows of each period.</summary>
    private static IEnumerable<List<Episode>> Runs(IReadOnlyList<Episode> episodes)
    {
        var run = new List<Episode>();
        foreach (var episode in episodes)
        {
            if (run.Count > 0 && (episode.Began == "S" || !run[^1].GoesOn))
            {
                yield return run;
                run = [];
            }

            run.Add(episode);
        }

        if (run.Count > 0) yield return run;
    }

    /// <summary>Rows of a period that are one stretch of the same thing.</summary>
    private static IEnumerable<Stretch> Stretches(List<Episode> run, bool isLast, Func<Episode, Episode, bool> same)
    {
        var first = 0;
        for (var i = 1; i <= run.Count; i++)
        {
            if (i < run.Count && same(run[i - 1], run[i])) continue;
            var to = i < run.Count ? run[i].From : run[i - 1].To;
            yield return new(run[first], run[first].From, to, run[i - 1].Ended, to is not null || !isLast);
            first = i;
        }
    }

    private static (DateOnly? To, string? Ended) Ending(Episode last) => last.GoesOn ? (null, null) : (last.To, last.Ended);
}
