using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Adapters.Electronic.Mapping;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Fhir;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Whose file is being read: what every row of it needs.</summary>
internal sealed record OpenFile
{
    public required string PersonId { get; init; }
    public required string ChildRef { get; init; }
    /// <summary>Labels of everything in it.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
    public required bool ProtectAddress { get; init; }
    public required DateOnly Today { get; init; }
}

/// <summary>Turns a row into the resources it makes, each with its id, labels and the events that tell of it.</summary>
internal sealed class FilePuts(RecordIntake intake, IcsMapper mapper, Aliases aliases, HoldingOptions holding)
{
    public const string Source = "ics";

    /// <summary>The id of the first resource a row makes.</summary>
    public Task<string> IdAsync(string type, string entity, string key, CancellationToken ct) => intake.IdForAsync(Source, type, $"{entity}/{aliases.First(entity, key)}", ct);

    public async Task<IReadOnlyList<RecordPut>> PeriodAsync(IcsPeriod row, OpenFile file, CancellationToken ct)
    {
        var id = await IdAsync("EpisodeOfCare", "period", row.PeriodId, ct);
        var began = new ChildBecameLookedAfter
        {
            ChildRef = file.ChildRef,
            PeriodId = id,
            On = row.StartDate,
            LegalStatus = row.LegalStatuses.FirstOrDefault(status => status.StartDate == row.StartDate)?.Code,
        };
        var ceased = row is { EndDate: { } on, EndReason: { } reason } ? new ChildCeasedToBeLookedAfter { ChildRef = file.ChildRef, PeriodId = id, On = on, Reason = reason } : null;
        var puts = new List<RecordPut>
        {
            Put<EpisodeOfCare>(row, file, id, "period", row.PeriodId, "EpisodeOfCare", "looked-after", row.StartDate, file.Labels, _ => ceased is null ? [began] : [began, ceased]),
        };
        foreach (var status in row.LegalStatuses)
        {
            var statusId = await IdAsync("Observation", "legal-status", status.LegalStatusId, ct);
            puts.Add(Put<Observation>(status, file, statusId, "legal-status", status.LegalStatusId, "Observation", "legal-status", status.StartDate, file.Labels));
        }

        return puts;
    }

    public async Task<IReadOnlyList<RecordPut>> PlacementAsync(IcsPlacement row, OpenFile file, CancellationToken ct)
    {
        var id = await IdAsync("EpisodeOfCare", "placement", row.PlacementId, ct);
        var ids = new Dictionary<string, string> { [row.PeriodId] = await IdAsync("EpisodeOfCare", "period", row.PeriodId, ct) };
        var protect = file.ProtectAddress || IcsLabels.IsSet(row.Confidential);
        var labels = IcsLabels.Together(file.Labels, protect ? [Labels.ProtectedAddress] : []);

        return [Put<EpisodeOfCare>(row, file with { ProtectAddress = protect }, id, "placement", row.PlacementId, "EpisodeOfCare", "placement", row.StartDate, labels, ids: ids)];
    }

    public async Task<IReadOnlyList<RecordPut>> CarePlanAsync(IcsCarePlan row, OpenFile file, CancellationToken ct)
    {
        var id = await IdAsync("CarePlan", "care-plan", row.CarePlanId, ct);
        var ids = row.ReplacesCarePlanId is { } old ? new Dictionary<string, string> { [old] = await IdAsync("CarePlan", "care-plan", old, ct) } : [];
        var labels = IcsLabels.Together(file.Labels, row.Sensitivities.Select(IcsLabels.Of), file.ProtectAddress ? [Labels.ProtectedAddress] : []);
        var told = new CarePlanPublished
        {
            ChildRef = file.ChildRef,
            CarePlanId = id,
            Version = 0,
            Status = CarePlanProfile.Status(row.Status),
            Kind = row.PlanType,
            Date = row.StartDate,
            Labels = labels,
        };

        return
        [
            Put<CarePlan>(
                row, file with { ProtectAddress = labels.Contains(Labels.ProtectedAddress) }, id, "care-plan", row.CarePlanId, "CarePlan", row.PlanType, row.StartDate, labels,
                version => [told with { Version = version }], ids),
        ];
    }

    public async Task<IReadOnlyList<RecordPut>> ReviewAsync(IcsReview row, OpenFile file, CancellationToken ct)
    {
        var id = await IdAsync("Encounter", "review", row.ReviewId, ct);
        var held = ReviewProfile.IsHeld(row, file.Today);
        var ids = new Dictionary<string, string> { [row.PeriodId] = await IdAsync("EpisodeOfCare", "period", row.PeriodId, ct), [row.ReviewId] = id, ["review"] = id };
        var told = new ReviewHeld { ChildRef = file.ChildRef, ReviewId = id, Version = 0, On = row.ReviewDate, Number = row.Number, Participation = row.ParticipationCode, Labels = file.Labels };
        var puts = new List<RecordPut>
        {
            Put<Encounter>(row, file, id, "review", row.ReviewId, "Encounter", "lac-review", row.ReviewDate, file.Labels, version => held ? [told with { Version = version }] : [], ids),
        };
        if (held && row.ParticipationCode is not null)
        {
            var review = aliases.First("review", row.ReviewId);
            var part = await IdAsync("Observation", "participation", review, ct);
            puts.Add(Put<Observation>(row, file, part, "participation", review, "Observation", "review-participation", row.ReviewDate, file.Labels, ids: ids));
        }

        foreach (var decision in row.Decisions)
        {
            var decided = await IdAsync("Task", "decision", decision.DecisionId, ct);
            puts.Add(Put<FhirTask>(decision, file, decided, "decision", decision.DecisionId, "Task", "review-decision", row.ReviewDate, file.Labels, ids: ids));
        }

        return puts;
    }

    public async Task<(RecordPut Put, string BinaryId)> DocumentAsync(IcsDocument row, OpenFile file, CancellationToken ct)
    {
        var id = await IdAsync("DocumentReference", "document", row.DocumentId, ct);
        var binary = await IdAsync("Binary", "document", row.DocumentId, ct);
        var labels = IcsLabels.Together(file.Labels, row.Sensitivities.Select(IcsLabels.Of));
        var told = new DocumentAvailable
        {
            ChildRef = file.ChildRef,
            DocumentId = id,
            BinaryId = binary,
            Version = 0,
            Kind = row.DocumentType,
            Date = row.DocumentDate,
            Medium = "electronic",
            Labels = labels,
        };

        return (Put<DocumentReference>(
            row, file, id, "document", row.DocumentId, "DocumentReference", row.DocumentType, row.DocumentDate, labels, version => [told with { Version = version }], binaryId: binary), binary);
    }

    private RecordPut Put<T>(
        object row, OpenFile file, string id, string entity, string key, string type, string kind, DateOnly date, IReadOnlyList<string> labels,
        Func<int, IReadOnlyList<IChildEvent>>? tell = null, IReadOnlyDictionary<string, string>? ids = null, string binaryId = "")
        where T : Resource => new()
        {
            Source = Source,
            SourceKey = $"{entity}/{aliases.First(entity, key)}",
            ChildRef = file.ChildRef,
            Id = id,
            Type = type,
            Kind = kind,
            Date = date,
            Labels = labels,
            Resource = mapper.Map<T>(row, new()
            {
                ChildRef = file.ChildRef,
                Id = id,
                Holder = holding.DisplayName,
                LaNumber = holding.LaNumber,
                ProtectAddress = file.ProtectAddress,
                Today = file.Today,
                Ids = ids ?? new Dictionary<string, string>(),
                BinaryId = binaryId,
            }),
            Tell = tell ?? (_ => []),
        };
}
