// Promise: a row lands with the child its number and date of birth agree on, or nowhere; the same return again changes nothing; what is gone from a return is kept.
using System.Data.Common;
using BoroughBridge.Access;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Ssda903;

/// <summary>Takes a looked-after children return into a holding, one child a transaction.</summary>
internal sealed class ReturnImport(Database database, PersonIndex persons, ResourceStore resources, IdMap ids, HoldingOptions holding, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    public async Task<ReturnReport> RunAsync(IReadOnlyList<ReturnFile> files, CancellationToken ct)
    {
        var content = ReturnFiles.Read(files);
        await oneAtATime.WaitAsync(ct);
        try
        {
            return await RunAsync(content, ct);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<ReturnReport> RunAsync(ReturnContent content, CancellationToken ct)
    {
        var report = new ReturnReport { NotRecognised = content.NotRecognised };
        var today = London.DayOf(clock.GetUtcNow());
        foreach (var row in content.Misshapen)
        {
            report.Read(row);
            report.Quarantine("row-shape", row);
        }

        var known = (await persons.ByChildAsync(ct)).Where(entry => entry.Person.LaChildId is not null).ToLookup(entry => entry.Person.LaChildId!, StringComparer.Ordinal);
        var headed = content.Rows.Any(row => row.Table == ReturnTables.Header);
        foreach (var child in content.Rows.GroupBy(row => row.Child, StringComparer.Ordinal))
        {
            foreach (var row in child) report.Read(row);
            var here = known[child.Key].ToList();
            if (here is [var (childRef, person)] && !await ComesFromElsewhereAsync(childRef, ct))
                await ChildAsync(new(holding, childRef, child.Key, person.Labels, today), childRef, person, [.. child], headed, today, report, ct);
            else
                Set(child, here.Count switch { 0 => "unknown-child", 1 => "another-source", _ => "number-twice" }, report);
        }

        return report;
    }

    private static void Set(IEnumerable<ReturnRow> rows, string rule, ReturnReport report)
    {
        foreach (var row in rows) report.Quarantine(rule, row);
    }

    /// <summary>Where a case system is read live, its own periods and reviews stand; a return's would be the same ones a second time.</summary>
    private async Task<bool> ComesFromElsewhereAsync(string childRef, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM resources WHERE child_ref = @childRef AND type IN ('EpisodeOfCare', 'Encounter') AND source <> @Source", new { childRef, ReturnForms.Source }) > 0;
    }

    private async Task ChildAsync(ReturnForms forms, string childRef, Person person, List<ReturnRow> rows, bool headed, DateOnly today, ReturnReport report, CancellationToken ct)
    {
        if (Identity(rows, person, headed) is { } rule)
        {
            Set(rows, rule, report);

            return;
        }

        var sorted = Sort(rows, person.DateOfBirth, headed, today, report);
        var history = CareHistory.Of(sorted.Episodes);
        try
        {
            var (changed, gone) = await database.InTransactionAsync(transaction => StoreAsync(forms, childRef, history, sorted.Reviews, transaction, ct), ct);
            report.Take(sorted.Taken.Count);
            report.Children++;
            report.Changed += changed;
            report.SuspectedDeleted += gone;
        }
        catch (RecordRefusedException)
        {
            Set(sorted.Taken, "store-refused", report);
        }
    }

    /// <summary>Number and date of birth must both be said and agree, for two children may share either; two Header rows of a number are two children (INT32).</summary>
    private static string? Identity(List<ReturnRow> rows, Person person, bool headed)
    {
        var headers = rows.Where(row => row.Table == ReturnTables.Header).ToList();
        if (headers.Count > 1) return "INT32";
        if (person.DateOfBirth is not { } known) return "birth-not-known";
        if (headers is [var header]) return ReturnRules.Day(header["DOB"]) is not { } born ? "102" : born != known ? "203" : null;
        if (headed) return null; // each row is refused by its own rule: not in Header

        var births = rows.Select(row => ReturnRules.Day(row["DOB"])).OfType<DateOnly>().Distinct().ToList();

        return births.Count == 0 ? "birth-not-said" : births.Any(birth => birth != known) ? "203" : null;
    }

    private static (List<Episode> Episodes, List<Review> Reviews, List<ReturnRow> Taken) Sort(List<ReturnRow> rows, DateOnly? born, bool headed, DateOnly today, ReturnReport report)
    {
        var (episodes, reviews, taken) = (new SortedDictionary<DateOnly, Episode>(), new SortedDictionary<DateOnly, Review>(), new List<ReturnRow>());
        var header = rows.Find(row => row.Table == ReturnTables.Header);
        foreach (var row in rows)
        {
            if (Refusal(row) is { } rule) report.Quarantine(rule, row);
            else if (row.Table is ReturnTables.Header or ReturnTables.Episodes or ReturnTables.Reviews) taken.Add(row);
            else report.Leave();
        }

        var shortBreaksOnly = episodes.Count > 0 && episodes.Values.All(episode => episode.IsShortBreak);
        List<Episode> inOrder = [.. episodes.Values];
        foreach (var (rule, row) in ReturnRules.Doubts(inOrder)) report.Warn(rule, row);
        foreach (var review in reviews.Values)
        {
            if (ReturnRules.Doubt(review, born) is { } doubt) report.Warn(doubt, review.Row);
            if (shortBreaksOnly) report.Warn("399", review.Row);
        }

        if (header is not null && header["UPN"] is { Length: > 3 } upn && !Fhir.Identifiers.IsUpn(upn)) report.Warn("upn-check-letter", header);

        return (inOrder, [.. reviews.Values], taken);

        string? Refusal(ReturnRow row)
        {
            var (notInHeader, otherBirth) = ReturnTables.Checks(row.Table);
            if (headed && header is null) return notInHeader;
            if (row != header && header is not null && row["DOB"].Length > 0 && row["DOB"] != header["DOB"]) return otherBirth;

            return row.Table switch
            {
                ReturnTables.Header => ReturnRules.Header(row, today),
                ReturnTables.Episodes => Episode(row),
                ReturnTables.Reviews => Review(row),
                _ => null,
            };
        }

        string? Episode(ReturnRow row)
        {
            var (episode, rule) = ReturnRules.Episode(row, born);

            return rule ?? (episodes.TryAdd(episode!.From, episode) ? null : "same-day");
        }

        // Two reviews of a day do not become two, nor one, silently (EDGE-22).
        string? Review(ReturnRow row)
        {
            var (review, rule) = ReturnRules.Review(row);

            return rule ?? (reviews.TryAdd(review!.On, review) ? null : "same-day");
        }
    }

    private async Task<(int Changed, int Gone)> StoreAsync(
        ReturnForms forms, string childRef, CareHistory history, IReadOnlyList<Review> reviews, DbTransaction transaction, CancellationToken ct)
    {
        var (changed, now) = (0, new HashSet<string>(StringComparer.Ordinal));
        var periods = new Dictionary<Stretch, string>();
        foreach (var period in history.Periods) periods[period] = await StoreAsync("EpisodeOfCare", forms.Key("period", period.From), id => forms.Period(id, period));
        foreach (var (status, _) in history.LegalStatuses) await StoreAsync("Observation", forms.Key("legal-status", status.From, status.First.LegalStatus), id => forms.LegalStatus(id, status));
        foreach (var (placement, within) in history.Placements)
            await StoreAsync("EpisodeOfCare", forms.Key("placement", placement.From), id => forms.Placement(id, placement, within is null ? null : periods[within]));
        foreach (var review in reviews)
        {
            var held = await StoreAsync("Encounter", forms.Key("review", review.On), id => forms.Review(id, review));
            if (forms.IsHeld(review)) await StoreAsync("Observation", forms.Key("participation", review.On), id => forms.Participation(id, held, review));
        }

        var before = await transaction.Connection!.QueryAsync<string>(
            "SELECT id FROM resources WHERE child_ref = @childRef AND source = @Source", new { childRef, ReturnForms.Source }, transaction);

        return (changed, before.Count(id => !now.Contains(id)));

        async Task<string> StoreAsync(string type, string key, Func<string, RecordPut> form)
        {
            var id = await ids.IdForAsync(ReturnForms.Source, type, key, transaction);
            var outcome = await resources.StoreAsync(resources.Prepare(form(id), []), null, null, transaction, ct);
            now.Add(id);
            if (outcome.Changed) changed++;

            return id;
        }
    }
}
