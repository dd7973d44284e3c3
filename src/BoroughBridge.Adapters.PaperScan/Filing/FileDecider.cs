using BoroughBridge.Access;
using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Records;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>Decides a file that is read, from its readings, its index and the person index, and writes the decision down in one transaction.</summary>
internal sealed class FileDecider(
    FileRows files, PageRows pages, DocumentRows documents, OriginalStore originals, RecordIntake records, PaperOptions options, HoldingOptions holding, TimeProvider clock,
    ILogger<FileDecider> logger) : IDisposable
{
    private const int LargestIndex = 4 << 20;

    // Two scans of one paper must not be decided at the same moment: each would be the first.
    private readonly SemaphoreSlim deciding = new(1);

    public void Dispose() => deciding.Dispose();

    public async Task DecideAsync(FileRow file, CancellationToken ct)
    {
        var (index, indexFault, indexFile) = await IndexAsync(file, ct);
        var boroughs = options.CoverPattern is { } pattern ? new CoverPattern(pattern) : null;
        var thisYear = London.DayOf(clock.GetUtcNow()).Year;
        var decider = new BatchDecider(new Roster(await records.PersonsAsync(ct)), new CoverReader(holding.Authority, boroughs), options.DocumentTypes, thisYear);
        var (readings, faults) = await pages.OfAsync(file.Id, ct);
        var batch = decider.Decide(file.Pages, readings, faults, index, indexFault);

        await deciding.WaitAsync(ct);
        try
        {
            var (rows, placed) = (new List<DocumentRow>(), new List<PlacedPage>(batch.Others));
            foreach (var document in batch.Documents)
            {
                var row = await RowAsync(file, document, readings, ct);
                rows.Add(row);
                placed.AddRange(row.PageNumbers.Select(page => new PlacedPage(page, row.State == DocumentState.Duplicate ? PageState.Duplicate : PageState.Held, row.Reasons, row.Id)));
            }

            await documents.DecideAsync(file, FileState.Counted, FileState.Decided, null, rows, placed, ct, indexFile);
            Log.Decided(logger, file.Id, rows.Count, rows.Count(row => row.State == DocumentState.Held));
        }
        finally
        {
            deciding.Release();
        }
    }

    private async Task<(IReadOnlyList<IndexRow>? Rows, string? Fault, string? File)> IndexAsync(FileRow file, CancellationToken ct)
    {
        if (await files.IndexOfAsync(file, ct) is not { } index) return (null, null, null);
        if (index.Size > LargestIndex) return (null, "index-not-read", index.Id);

        using var clear = new MemoryStream();
        await originals.OpenAsync(index.Id, clear, ct);
        var rows = IndexFile.Read(clear.GetBuffer().AsSpan(0, (int)clear.Length), files.NameOf(file));

        return rows is { Count: > 0 } ? (rows, null, index.Id) : (null, "index-not-read", index.Id);
    }

    private async Task<DocumentRow> RowAsync(FileRow file, DecidedDocument document, IReadOnlyDictionary<int, PageReading> readings, CancellationToken ct)
    {
        var id = await records.IdForAsync(DocumentFiler.Source, "DocumentReference", DocumentFiler.KeyOf(file, document.Segment.Pages), ct);
        var (state, reasons, mark) = document.Outcome switch
        {
            FilingOutcome.File filed => await FirstOrAgainAsync(file, document, filed.PersonId, readings, ct),
            FilingOutcome.Hold hold => (DocumentState.Held, string.Join(' ', hold.Reasons), null),
            _ => throw new InvalidOperationException("filing-outcome"),
        };

        return new()
        {
            Id = id,
            FileId = file.Id,
            FirstPage = document.Segment.Pages.Min(),
            FilePages = string.Join(' ', document.Segment.Pages),
            State = state,
            Reasons = reasons,
            PersonMark = mark,
            Kind = document.Kind,
            Day = document.Date?.ToString("yyyy-MM-dd", null),
            Facts = documents.Seal(id, document.Facts),
            Confidence = document.Confidence,
        };
    }

    private async Task<(string State, string Reasons, string? Mark)> FirstOrAgainAsync(
        FileRow file, DecidedDocument document, string person, IReadOnlyDictionary<int, PageReading> readings, CancellationToken ct)
    {
        var mark = documents.MarkOf(person, document.Kind, document.Date);
        var own = document.Segment.Pages.Select(page => readings[page]).ToArray();
        foreach (var other in await documents.LikeAsync(mark, ct))
        {
            if (other.FileId == file.Id && other.PageNumbers.SequenceEqual(document.Segment.Pages)) continue;

            var (theirs, _) = await pages.OfAsync(other.FileId, ct);
            var sameness = SecondScan.Compare(own, [.. other.PageNumbers.Where(theirs.ContainsKey).Select(page => theirs[page])]);
            if (sameness == Sameness.Same) return (DocumentState.Duplicate, $"second-scan-of:{other.Id}", null);
            if (sameness == Sameness.Alike) return (DocumentState.Held, "perhaps-scanned-before", null);
        }

        return (DocumentState.Filing, "", mark);
    }
}
