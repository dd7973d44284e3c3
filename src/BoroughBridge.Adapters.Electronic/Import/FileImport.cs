// Promise: a row that cannot be taken stops no other; a row that is gone from the ICS deletes nothing; what has not changed is not handed over.
using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Adapters.Electronic.Mapping;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Vault;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>What came of reading one file.</summary>
internal enum FileOutcome
{
    Read,

    /// <summary>Something could not be read that may be readable later.</summary>
    Again,

    /// <summary>The ICS has no such child now.</summary>
    Gone,

    /// <summary>An adult, or a person that cannot be read: nothing of the file is taken.</summary>
    Passed,
}

/// <summary>Reads one child's file and hands over what is new in it.</summary>
internal sealed class FileImport(
    IIcsApi ics, RecordIntake intake, IcsMapper mapper, FilePuts puts, DocumentBytes documents, Ledger ledger, Aliases aliases, LookupKey lookup, ElectronicMeters meters, TimeProvider clock)
{
    public const string PersonPart = "person";

    /// <summary>Changed with the mapping, so that everything is handed over anew.</summary>
    private const string MappingVersion = "1";

    public async Task<FileOutcome> RunAsync(string icsPersonId, CancellationToken ct)
    {
        var personId = aliases.First(PersonPart, icsPersonId);
        var known = await ledger.OfAsync(personId, ct);
        var quarantined = await ledger.QuarantinedAsync(personId, ct);
        var outcome = new PartOutcome(personId, PersonPart);
        try
        {
            if (await ics.PersonAsync(icsPersonId, ct) is not { } json) return FileOutcome.Gone;
            var row = IcsRows.One<IcsPerson>(json, "personId");
            var fault = row.Fault ?? (row.Key != icsPersonId ? new("personId", "other-person") : null);
            if (fault is not null) return await PassAsync(outcome, fault, ct);
            if (row.Value!.ContextFlag == "A") return FileOutcome.Passed;
            if (row.Value.MarkedForDeletion) return FileOutcome.Gone;

            var file = await PersonAsync(row, personId, known, outcome, quarantined, ct);
            await ledger.WriteAsync(outcome, ct);

            return await PartsAsync(icsPersonId, file, known, quarantined, ct) ? FileOutcome.Read : FileOutcome.Again;
        }
        catch (IcsAnswerException e)
        {
            await PassAsync(outcome, new("answer", e.Message), ct);

            return FileOutcome.Again;
        }
        catch (RecordRefusedException e)
        {
            return await PassAsync(outcome, new("person", e.Message), ct);
        }
    }

    private async Task<FileOutcome> PassAsync(PartOutcome outcome, RowFault fault, CancellationToken ct)
    {
        outcome.Quarantined.Add((outcome.PersonId, fault.Field, fault.Code));
        meters.Quarantined(PersonPart, fault.Code);
        await ledger.WriteAsync(outcome, ct);

        return FileOutcome.Passed;
    }

    private async Task<OpenFile> PersonAsync(
        IcsRow<IcsPerson> row, string personId, IReadOnlyDictionary<string, LedgerRow> known, PartOutcome outcome, ILookup<string, string> quarantined, CancellationToken ct)
    {
        var key = lookup.Of("ics-row", Encoding.UTF8.GetBytes($"{MappingVersion}\n{row.Raw.GetRawText()}"));
        var childRef = await intake.ChildRefAsync(personId, ct);
        if (childRef is null || !known.TryGetValue(childRef, out var last) || last.ContentKey != key || !last.Present)
        {
            childRef = await intake.PutPersonAsync(mapper.Person(row.Value!) with { IcsPersonId = personId }, ct);
            outcome.Taken.Add((childRef, childRef, key));
            meters.Taken(PersonPart);
        }

        if (quarantined[PersonPart].Contains(personId)) outcome.Cleared.Add(personId);
        NoteMarks(row.Value!.Sensitivities, personId, outcome);

        return new()
        {
            PersonId = personId,
            ChildRef = childRef,
            Labels = IcsLabels.OfFile(row.Value!),
            ProtectAddress = IcsLabels.ProtectsAddress(row.Value!),
            Today = London.DayOf(clock.GetUtcNow()),
        };
    }

    private async Task<bool> PartsAsync(string icsPersonId, OpenFile file, IReadOnlyDictionary<string, LedgerRow> known, ILookup<string, string> quarantined, CancellationToken ct)
    {
        var reader = new PartReader(ics, intake, puts, ledger, lookup, meters, icsPersonId, file, known, quarantined, MappingVersion);
        var all = true;
        all &= await reader.ReadAsync<IcsPeriod>("looked-after-periods", "periodId", "EpisodeOfCare", "period", puts.PeriodAsync, ct);
        all &= await reader.ReadAsync<IcsPlacement>("placements", "placementId", "EpisodeOfCare", "placement", puts.PlacementAsync, ct);
        all &= await reader.ReadAsync<IcsCarePlan>("care-plans", "carePlanId", "CarePlan", "care-plan", puts.CarePlanAsync, ct, plan => plan.Sensitivities);
        all &= await reader.ReadAsync<IcsReview>("reviews", "reviewId", "Encounter", "review", puts.ReviewAsync, ct, state: review => ReviewProfile.IsHeld(review, file.Today) ? "held" : "");
        all &= await reader.ReadDocumentsAsync(documents, ct);

        return all;
    }

    internal static void NoteMarks(IEnumerable<string> sensitivities, string key, PartOutcome outcome)
    {
        if (sensitivities.All(IcsLabels.Knows)) return;
        outcome.Cleared.Remove(key);
        outcome.Quarantined.Add((key, "sensitivities", "unknown-mark-strictest"));
    }
}
