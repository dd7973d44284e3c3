using System.Globalization;
using BoroughBridge.StandIns.Ics;

namespace BoroughBridge.StandIns.Children;

/// <summary>The reviews of a period of care: held ones up to today at lawful intervals, and the next one planned.</summary>
internal static class ReviewsHeld
{
    private static readonly string[] Codes = ["PN1", "PN3", "PN1", "PN5", "PN1", "PN6", "PN4", "PN2", "PN7"];

    private static readonly (string Text, string Owner)[] Choices =
    [
        ("Apply for {n}'s passport so that {s} can go on the school trip.", "social-worker"),
        ("Arrange the extra hour of tuition each week and tell the school.", "virtual-school"),
        ("Book the dentist and the optician, and take {n} to both.", "carer"),
        ("Write to the housing association in support of the transfer.", "team-manager"),
        ("Agree a date for {n} to spend a weekend with {p} grandmother.", "social-worker"),
        ("Find an independent visitor who shares {n}'s liking for {i}.", "social-worker"),
        ("Update the life-story book with {n} before the summer.", "carer"),
        ("Confirm delegated authority for sleepovers in writing.", "team-manager"),
    ];

    public static IReadOnlyList<IcsReview> Make(string id, string periodId, DateOnly since, DateOnly born, DateOnly today, Words words)
    {
        var reviews = new List<IcsReview>();
        var salt = int.Parse(id, CultureInfo.InvariantCulture);
        // 20 working days are at least 26 days; the second is due in three months, each later one in six (LAW-1, LAW-2).
        var (due, on) = (since.AddDays(28), Days.Weekday(since.AddDays(21 + (salt % 5))));
        while (true)
        {
            var number = reviews.Count + 1;
            var held = on <= today;
            reviews.Add(new()
            {
                ReviewId = $"RV-{id}-{number}",
                PeriodId = periodId,
                ReviewDate = on,
                DueDate = due,
                Status = held ? "HELD" : "PLANNED",
                Number = number,
                ParticipationCode = !held ? null : on < born.AddYears(4) ? "PN0" : Codes[(salt + number) % Codes.Length],
                Venue = (salt + number) % 4 == 0 ? words.School : "The carer's home",
                Decisions = held ? Decisions(id, number, salt, on, today, words) : [],
            });
            if (!held) return reviews;

            due = on.AddMonths(number == 1 ? 3 : 6);
            on = Days.Weekday(due.AddDays(-12 - (salt % 7)));
        }
    }

    private static IcsDecision[] Decisions(string id, int number, int salt, DateOnly on, DateOnly today, Words words) =>
    [
        .. Enumerable.Range(0, 2 + (salt % 2)).Select(i => (i, Choice: Choices[(salt + (number * 3) + (i * 2)) % Choices.Length])).Select(pick => new IcsDecision
        {
            DecisionId = $"DE-{id}-{number}-{pick.i + 1}",
            Text = words.Say(pick.Choice.Text),
            OwnerRole = pick.Choice.Owner,
            DueDate = Days.Weekday(on.AddDays(42 + (pick.i * 30))),
            Status = on.AddDays(90) < today ? "DONE" : "OPEN",
        }),
    ];
}
