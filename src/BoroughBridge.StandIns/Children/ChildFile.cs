using System.Globalization;
using BoroughBridge.StandIns.Ics;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.StandIns.Children;

/// <summary>Grows one child's file from one line of the table.</summary>
internal sealed class ChildFile(ChildRow row, DemonstrationAuthority authority, int index, DateOnly today)
{
    private readonly Words words = new(row, index);
    private readonly StoryFacts story = StoryFacts.Of(row.Story, row.AgeMonths);
    private readonly string id = ((authority == DemonstrationPeople.Islington ? 310_100 : 720_400) + (index * 7)).ToString(CultureInfo.InvariantCulture);
    private readonly DateOnly since = Days.Weekday(today.AddDays(-row.DaysLookedAfter));

    private string PeriodId => $"LAC-{id}-1";

    /// <summary>The day of the month follows from the family, so that twins share it.</summary>
    private DateOnly Born => today.AddMonths(-row.AgeMonths).AddDays(-(int.Parse(row.FamilyGroup.AsSpan(3), CultureInfo.InvariantCulture) * 5 % 27) - 1);

    public DemonstrationChild Make()
    {
        var reviews = ReviewsHeld.Make(id, PeriodId, since, Born, today, words);
        var plans = Plans(reviews);

        return new()
        {
            Holder = authority.Slug,
            Person = Person(),
            Periods = [Period()],
            Placements = Placements(),
            CarePlans = plans,
            Reviews = reviews,
            Documents = authority == DemonstrationPeople.Islington ? new ChildDocuments(row, id, words, story, Born, since, today).Make(reviews, plans[^1]) : [],
            Allocation = row.Iro is { } iro ? new(iro, DemonstrationPeople.Find(iro)!.Authority, Days.Weekday(today.AddDays(-Math.Min(row.DaysLookedAfter - 3, 200)))) : null,
        };
    }

    private IcsPerson Person() => new()
    {
        PersonId = id,
        Ssda903Id = (authority == DemonstrationPeople.Islington ? "ISL" : "TOW") + id,
        NhsId = row.Story == Story.Alone ? null : Numbers.Nhs(index),
        UpnId = row.AgeMonths >= 48 && row.Story != Story.Alone ? Numbers.Upn(authority.LaNumber, Born.Year + 4, 100 + index) : null,
        FirstName = row.Given,
        LastName = row.Family,
        OtherNames = row.AlsoKnownAs is { } other ? [other] : [],
        DateOfBirth = Born,
        Gender = row.Sex.ToString(),
        EthnicityCode = row.Ethnicity,
        ContextFlag = "C",
        Restricted = "N",
        FamilyGroupId = row.FamilyGroup,
        Addresses =
        [
            new()
            {
                Type = "HOME", Lines = words.HomeAddress, Postcode = authority == DemonstrationPeople.Islington ? "N99 1AA" : "E99 1AA",
                FromDate = Born, Confidential = row.ProtectedAddress ? "Y" : "N",
            },
        ],
    };

    private IcsPeriod Period()
    {
        var starts = story.Legal.Select(legal => since.AddDays((int)(row.DaysLookedAfter * legal.From))).ToArray();

        return new()
        {
            PeriodId = PeriodId,
            StartDate = since,
            CategoryOfNeed = story.Need,
            LegalStatuses =
            [
                .. story.Legal.Select((legal, i) => new IcsLegalStatus
                {
                    LegalStatusId = $"LS-{id}-{i + 1}", Code = legal.Code, StartDate = starts[i], EndDate = i + 1 < starts.Length ? starts[i + 1] : null,
                }),
            ],
        };
    }

    /// <summary>Those looked after for more than half a year came through a first, short placement.</summary>
    private IcsPlacement[] Placements()
    {
        var moved = row.DaysLookedAfter > 180 ? since.AddDays(40 + (index * 3 % 30)) : (DateOnly?)null;
        var now = new IcsPlacement
        {
            PlacementId = $"PL-{id}-2",
            PeriodId = PeriodId,
            StartDate = moved ?? since,
            PlacementType = story.Placement,
            ProviderType = story.Provider,
            ProviderName = words.Carer,
            Confidential = row.ProtectedAddress ? "Y" : "N",
        };

        return moved is null
            ? [now]
            : [
                new()
                {
                    PlacementId = $"PL-{id}-1", PeriodId = PeriodId, StartDate = since, EndDate = moved, PlacementType = "U6", ProviderType = "PR1",
                    ProviderName = "Ms Tranter-Bello", ChangeReason = "CARPL", Confidential = "N",
                },
                now,
            ];
    }

    private IcsCarePlan[] Plans(IReadOnlyList<IcsReview> reviews)
    {
        var held = reviews.Where(review => review.Status == "HELD").ToArray();
        var made = Days.Weekday(held.Length > 0 ? held[^1].ReviewDate.AddDays(9) : since.AddDays(6));
        if (made > today) made = today;
        var kind = row.Story switch { Story.Leaving => "pathway-plan", Story.Court => "court-care-plan", _ => "care-plan" };
        var now = Plan(2, "care-plan", "ACTIVE", made, null) with { ReplacesCarePlanId = held.Length > 1 ? $"CP-{id}-1" : null };

        return
        [
            .. held.Length > 1 ? [Plan(1, "care-plan", "SUPERSEDED", Days.Weekday(since.AddDays(8)), made)] : Array.Empty<IcsCarePlan>(),
            .. kind != "care-plan" ? [Plan(3, kind, row.Story == Story.Court ? "DRAFT" : "ACTIVE", made, null)] : Array.Empty<IcsCarePlan>(),
            now,
        ];
    }

    private IcsCarePlan Plan(int number, string type, string status, DateOnly from, DateOnly? to) => new()
    {
        CarePlanId = $"CP-{id}-{number}",
        PlanType = type,
        Status = status,
        Title = type switch { "pathway-plan" => $"Pathway plan for {row.Given}", "court-care-plan" => $"Care plan for the court, {row.Given}", _ => $"Care plan for {row.Given}" },
        StartDate = from,
        EndDate = to,
        PermanenceRoutes = story.Permanence,
        Goals =
        [
            .. story.Goals.Select((goal, i) => new IcsGoal
            {
                GoalId = $"GO-{id}-{number}-{i + 1}", Text = words.Say(goal.Text), DueDate = from.AddMonths(3 + (i * 2)), Status = status == "SUPERSEDED" && i == 0 ? "ACHIEVED" : "OPEN",
                ChildsWords = goal.ChildsWords,
            }),
        ],
        Sections =
        [
            new() { Heading = "permanence", Text = words.Say(story.Permanent) },
            new() { Heading = "placement", Text = words.Say(story.PlacementText) },
            new() { Heading = "contact", Text = words.Say(story.Contact) },
            new() { Heading = "education", Text = words.Say(story.Education) },
            new() { Heading = "health", Text = words.Say(story.Health) },
        ],
        AuthorName = words.Worker,
    };
}
