using BoroughBridge.StandIns.Children;

namespace BoroughBridge.StandIns.Ics;

/// <summary>A file under new keys, and the list of what was called what.</summary>
internal static class IcsRenumbering
{
    public static DemonstrationChild Of(DemonstrationChild file, string prefix, List<IcsReplacedId> replaced)
    {
        string New(string entity, string old)
        {
            var key = prefix + old;
            if (!replaced.Any(known => known.Entity == entity && known.OldId == old)) replaced.Add(new() { Entity = entity, OldId = old, NewId = key });

            return key;
        }

        return file with
        {
            Person = file.Person with { PersonId = New("person", file.Person.PersonId) },
            Periods =
            [
                .. file.Periods.Select(period => period with
                {
                    PeriodId = New("period", period.PeriodId),
                    LegalStatuses = [.. period.LegalStatuses.Select(status => status with { LegalStatusId = New("legal-status", status.LegalStatusId) })],
                }),
            ],
            Placements = [.. file.Placements.Select(placement => placement with { PlacementId = New("placement", placement.PlacementId), PeriodId = New("period", placement.PeriodId) })],
            CarePlans =
            [
                .. file.CarePlans.Select(plan => plan with
                {
                    CarePlanId = New("care-plan", plan.CarePlanId), ReplacesCarePlanId = plan.ReplacesCarePlanId is { } old ? New("care-plan", old) : null,
                }),
            ],
            Reviews = [.. file.Reviews.Select(review => review with { ReviewId = New("review", review.ReviewId), PeriodId = New("period", review.PeriodId) })],
            Documents = [.. file.Documents.Select(document => document with { Entry = document.Entry with { DocumentId = New("document", document.Entry.DocumentId) } })],
        };
    }
}
