using BoroughBridge.Reviews;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Routing.Index;

/// <summary>A child's place in the review cycle.</summary>
internal sealed record ReviewDays(DateOnly? LookedAfterFrom, DateOnly? LastReview, DateOnly? NextDue);

/// <summary>The review clock over the facts of the index: the latest period of being looked after and the reviews held in it.</summary>
internal sealed class ReviewDates(Database database)
{
    private readonly string anyOf = Rows.AnyOf(database, "children");

    public async Task<IReadOnlyDictionary<string, ReviewDays>> OfAsync(IReadOnlyList<string> children, DateOnly today, CancellationToken ct)
    {
        if (children.Count == 0) return new Dictionary<string, ReviewDays>();

        await using var connection = await database.OpenAsync(ct);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            SELECT child_ref, from_day, to_day FROM idx_periods WHERE child_ref {anyOf} AND from_day IS NOT NULL;
            SELECT child_ref, day FROM idx_reviews WHERE child_ref {anyOf};
            """,
            new { children = children.ToArray() }, cancellationToken: ct));
        var periods = (await rows.ReadAsync<PeriodFound>()).GroupBy(period => period.ChildRef).ToDictionary(group => group.Key, group => group.MaxBy(period => period.FromDay)!);
        var reviews = (await rows.ReadAsync<ReviewFound>()).ToLookup(review => review.ChildRef, review => review.Day);

        return periods.ToDictionary(pair => pair.Key, pair => Judge(pair.Value, reviews[pair.Key], today));
    }

    private static ReviewDays Judge(PeriodFound period, IEnumerable<DateOnly> reviews, DateOnly today)
    {
        var cycle = ReviewClock.Cycle(period.FromDay, period.ToDay, reviews, today);

        return new(period.FromDay, cycle.LastHeld, ReviewClock.Of(cycle, today) is NextReview.Due due ? due.By : null);
    }

    private sealed record PeriodFound
    {
        public required string ChildRef { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
    }

    private sealed record ReviewFound
    {
        public required string ChildRef { get; init; }
        public required DateOnly Day { get; init; }
    }
}
