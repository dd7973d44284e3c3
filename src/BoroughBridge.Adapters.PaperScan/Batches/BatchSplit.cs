using BoroughBridge.Adapters.PaperScan.Covers;

namespace BoroughBridge.Adapters.PaperScan.Batches;

/// <summary>A page of a batch as splitting sees it.</summary>
internal sealed record BatchPage(int Page, Sheet Sheet, PageNumber? Printed);

/// <summary>Pages that make one document, with what announced them.</summary>
internal sealed record Segment
{
    /// <summary>Pages of the file, in reading order.</summary>
    public required IReadOnlyList<int> Pages { get; init; }

    /// <summary>Printed numbers, beside <see cref="Pages"/>.</summary>
    public required IReadOnlyList<PageNumber?> Printed { get; init; }

    public CoverCode? Cover { get; init; }

    /// <summary>The sheet that lay before it, read or not.</summary>
    public int? SheetPage { get; init; }

    public IndexRow? Index { get; init; }
}

/// <summary>A file split into documents. With a fault the whole batch is held: pages may lie in a neighbour's document.</summary>
internal sealed record Batch(IReadOnlyList<Segment> Segments, string? Fault);

/// <summary>
/// Splits a file into documents: by its index, else by sheets and printed page numbers. A document never spans a sheet; where counts do not
/// add up nothing is guessed.
/// </summary>
internal static class BatchSplit
{
    public static Batch Split(IReadOnlyList<BatchPage> pages, IReadOnlyList<IndexRow>? index)
    {
        var bySheets = BySheets(pages);
        var fault = bySheets.Any(segment => segment.Cover is { } cover && cover.Pages != segment.Pages.Count) ? "batch-count" : null;
        if (index is null or { Count: 0 }) return new([.. bySheets.Where(segment => segment.Pages.Count > 0)], fault);

        var byIndex = ByIndex(pages, index, bySheets);

        return byIndex is null ? new([.. bySheets.Where(segment => segment.Pages.Count > 0)], "index-ranges") : new(byIndex, fault);
    }

    private static List<Segment> BySheets(IReadOnlyList<BatchPage> pages)
    {
        var segments = new List<Segment>();
        var (open, cover, sheet) = (new List<BatchPage>(), default(CoverCode), default(int?));
        foreach (var page in pages.Where(page => page.Sheet.Kind != SheetKind.Blank))
        {
            if (page.Sheet.Kind != SheetKind.Paper)
            {
                Close();
                (cover, sheet) = (page.Sheet.Code, page.Page);
            }
            else
            {
                if (cover is null && open.Count > 0 && BeginsAnew(open, page)) Close();
                open.Add(page);
            }
        }

        Close();

        return segments;

        void Close()
        {
            // A cover with nothing after it announces pages that are missing; a separator with nothing after it says nothing.
            if (open.Count > 0 || cover is not null) segments.Add(Of(open) with { Cover = cover, SheetPage = sheet });
            (open, cover, sheet) = ([], null, null);
        }
    }

    // Without a cover a page goes on only where its number does, or where neither has one.
    private static bool BeginsAnew(List<BatchPage> open, BatchPage page) =>
        page.Printed is { } printed && (open[^1].Printed is not { } before || printed.Number != before.Number + 1 || printed.Of != before.Of);

    private static List<Segment>? ByIndex(IReadOnlyList<BatchPage> pages, IReadOnlyList<IndexRow> index, List<Segment> bySheets)
    {
        var papers = pages.Where(page => page.Sheet.Kind == SheetKind.Paper).ToArray();
        var segments = new List<Segment>();
        foreach (var row in index)
        {
            var inside = papers.Where(page => page.Page >= row.FirstPage && page.Page <= row.LastPage).ToList();
            if (inside.Count == 0 || row.LastPage > pages.Count) return null;

            // A sheet inside the range must announce just these pages.
            var own = bySheets.Where(segment => segment.SheetPage is not null && segment.Pages.Any(page => page >= row.FirstPage && page <= row.LastPage)).ToArray();
            if (own.Any(segment => !segment.Pages.SequenceEqual(inside.Select(page => page.Page)))) return null;

            segments.Add(Of(inside) with { Index = row, Cover = own.FirstOrDefault()?.Cover, SheetPage = own.FirstOrDefault()?.SheetPage });
        }

        // Every page in exactly one range.
        return segments.SelectMany(segment => segment.Pages).Order().SequenceEqual(papers.Select(page => page.Page)) ? segments : null;
    }

    // Reading order: a pile scanned back to front is put right by its printed numbers, when all have one.
    private static Segment Of(List<BatchPage> pages)
    {
        var ordered = pages.All(page => page.Printed is not null) && pages.DistinctBy(page => page.Printed!.Value.Number).Count() == pages.Count
            ? [.. pages.OrderBy(page => page.Printed!.Value.Number)]
            : pages;

        return new() { Pages = [.. ordered.Select(page => page.Page)], Printed = [.. ordered.Select(page => page.Printed)] };
    }
}
