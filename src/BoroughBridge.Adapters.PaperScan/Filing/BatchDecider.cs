using System.Globalization;
using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>A document as decided, before it has an id.</summary>
internal sealed record DecidedDocument(Segment Segment, FilingOutcome Outcome, DocumentFacts Facts, string? Kind, DateOnly? Date, int? Confidence);

/// <summary>A whole file as decided: its documents, and the place of its sheets and blanks.</summary>
internal sealed record DecidedBatch(IReadOnlyList<DecidedDocument> Documents, IReadOnlyList<PlacedPage> Others);

/// <summary>From the readings of a file's pages to its documents and where each goes. No store, no clock, no file.</summary>
internal sealed class BatchDecider(Roster roster, CoverReader covers, IReadOnlyDictionary<string, string> types, int thisYear)
{
    private readonly EvidenceGatherer gatherer = new(roster, types, thisYear);

    /// <param name="count">Pages of the file.</param>
    /// <param name="readings">By page.</param>
    /// <param name="faults">Codes of pages that could not be read.</param>
    /// <param name="index">The bureau's index rows for this file, if there are any.</param>
    /// <param name="indexFault">Why the index that came with it cannot be believed at all.</param>
    public DecidedBatch Decide(
        int count, IReadOnlyDictionary<int, PageReading> readings, IReadOnlyDictionary<int, string> faults, IReadOnlyList<IndexRow>? index, string? indexFault)
    {
        var sheets = Enumerable.Range(1, count).Select(page => readings.TryGetValue(page, out var reading)
            ? new BatchPage(page, covers.Read(reading), PageNumber.On(PageText.Of(reading)))
            : new BatchPage(page, new(SheetKind.Paper), null)).ToArray();
        var batch = BatchSplit.Split(sheets, index);
        var fault = indexFault ?? batch.Fault ?? (sheets.Any(page => page.Sheet.Doubtful) ? "cover-code-on-a-paper" : null) ?? (faults.Count > 0 && batch.Segments.Any(segment => segment.Cover is not null) ? "batch-unreadable-page" : null);
        var evidence = EvidenceGatherer.BesideEachOther([.. batch.Segments.Select(segment => gatherer.Gather(segment, readings, fault, [.. segment.Pages.Where(faults.ContainsKey).Select(page => faults[page])]))]);
        var documents = batch.Segments.Zip(evidence, (segment, found) => Decide(segment, found, readings)).ToArray();
        var others = sheets.Where(page => page.Sheet.Kind != SheetKind.Paper)
            .Select(page => new PlacedPage(page.Page, page.Sheet.Kind == SheetKind.Blank ? PageState.Blank : PageState.Cover, Reason(page.Sheet.Kind), null));

        return new(documents, [.. others]);
    }

    private DecidedDocument Decide(Segment segment, FilingEvidence evidence, IReadOnlyDictionary<int, PageReading> readings)
    {
        var outcome = FilingDecision.Decide(evidence);
        var read = segment.Pages.Where(readings.ContainsKey).Select(page => readings[page]).ToArray();
        var kind = evidence.TypeAnnounced ?? evidence.TypeRead ?? gatherer.Translate(segment.Cover?.Type) ?? PaperKind.Unclassified;
        var date = segment.Cover?.Date ?? segment.Index?.Date ?? (read.Length == 0 ? null : PaperKind.DateOf([.. read.Select(PageText.Of)], thisYear));
        IReadOnlyList<string> persons = outcome is FilingOutcome.File file ? [file.PersonId] : [.. evidence.Claims.SelectMany(claim => claim.Persons).Distinct().Take(20)];

        return new(segment, outcome, Facts(persons, outcome, kind, date, read), kind, date, read.Length == 0 ? null : (int)read.Average(page => page.Confidence));
    }

    private DocumentFacts Facts(IReadOnlyList<string> persons, FilingOutcome outcome, string kind, DateOnly? date, PageReading[] read)
    {
        var fields = new Dictionary<string, string> { ["type"] = kind };
        if (date is { } day) fields["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (outcome is FilingOutcome.File { PersonId: var id } && roster.ById(id) is { } known)
        {
            fields["personId"] = known.Id;
            fields["given"] = known.Person.Given;
            fields["family"] = known.Person.Family;
            if (known.Person.DateOfBirth is { } born) fields["dateOfBirth"] = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        return new() { Persons = persons, Fields = fields, Turns = [.. read.Select(page => page.Turn)] };
    }

    private static string? Reason(SheetKind kind) => kind switch { SheetKind.UnreadCover => "sheet-not-read", SheetKind.Separator => "separator", _ => null };
}
