using BoroughBridge.StandIns.Children;

namespace BoroughBridge.StandIns.Ics;

/// <summary>A child who becomes looked after while one watches: a person, a period, a plan, a first review to come.</summary>
internal static class NewPersons
{
    public static DemonstrationChild? Make(string authority, IReadOnlyDictionary<string, string> said, DateOnly today)
    {
        if (said.GetValueOrDefault("personId") is not { Length: > 0 and <= 16 } id || !id.All(char.IsAsciiLetterOrDigit)) return null;
        if (!DateOnly.TryParseExact(said.GetValueOrDefault("dateOfBirth"), "yyyy-MM-dd", out var born)) born = today.AddYears(-9);
        var first = said.GetValueOrDefault("firstName", "New");

        return new()
        {
            Holder = authority,
            Person = new()
            {
                PersonId = id,
                FirstName = first,
                LastName = said.GetValueOrDefault("lastName", "Arrival"),
                DateOfBirth = born,
                Gender = said.GetValueOrDefault("gender", "U"),
                NhsId = said.GetValueOrDefault("nhsId"),
                ContextFlag = "C",
                Restricted = "N",
                FamilyGroupId = $"FG-{id}",
                Addresses =
                [
                    new()
                    {
                        Type = "HOME", Lines = [said.GetValueOrDefault("address", "1 Lantern Court")], Postcode = said.GetValueOrDefault("postcode", "N99 1AA"),
                        Confidential = said.GetValueOrDefault("confidential", "N"),
                    },
                ],
            },
            Periods =
            [
                new()
                {
                    PeriodId = $"LAC-{id}-1", StartDate = today, CategoryOfNeed = "N4", LegalStatuses = [new() { LegalStatusId = $"LS-{id}-1", Code = "V2", StartDate = today }],
                },
            ],
            Placements =
            [
                new() { PlacementId = $"PL-{id}-1", PeriodId = $"LAC-{id}-1", StartDate = today, PlacementType = "U6", ProviderType = "PR1", ProviderName = "Ms Halvorsen-Ray", Confidential = "N" },
            ],
            CarePlans =
            [
                new()
                {
                    CarePlanId = $"CP-{id}-1", PlanType = "care-plan", Status = "ACTIVE", Title = $"Care plan for {first}", StartDate = today, PermanenceRoutes = ["RETURN6M"],
                    Goals = [new() { GoalId = $"GO-{id}-1-1", Text = said.GetValueOrDefault("goal", "Settle in."), Status = "OPEN" }],
                    Sections = [new() { Heading = "placement", Text = said.GetValueOrDefault("text", "A first night in a new place, with a familiar toy.") }],
                    AuthorName = "Ottilie Grantham-Diallo",
                },
            ],
            Reviews =
            [
                new()
                {
                    ReviewId = $"RV-{id}-1", PeriodId = $"LAC-{id}-1", Number = 1, Status = "PLANNED", Venue = "At the carer's home", Decisions = [],
                    DueDate = today.AddDays(28), ReviewDate = Days.Weekday(today.AddDays(21)),
                },
            ],
            Documents = [],
        };
    }
}
