using System.Text.RegularExpressions;
using BoroughBridge.Adapters.PaperScan.Evidence;

namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>What a labelled place on a form says of a child.</summary>
internal enum FieldKind
{
    Name,
    Given,
    Family,
    BirthDate,
    PersonId,

    /// <summary>A short label before a colon that could not be read: the second reader may know it.</summary>
    Unknown,
}

/// <summary>A labelled value: where it stands, and what each reader gave for it. First are the words of the page's own reading, empty where it dropped them.</summary>
internal sealed record FieldRead(FieldKind Kind, int Row, Box Box, string First, int Confidence)
{
    public string? Reread { get; init; }

    public string? Second { get; init; }

    public int SecondConfidence { get; init; }

    /// <summary>All readings there are.</summary>
    public IEnumerable<string> Readings => new[] { First, Reread, Second }.OfType<string>().Where(text => text.Length > 0);
}

/// <summary>
/// Finds, beside the printed labels of a form, the place where the value stands, by position and ink and not by what was read there: a reader drops
/// whole values of clean pages, and gives handwriting for noise.
/// </summary>
internal static class FieldFinder
{
    private const int Most = 16;
    private const double Reach = 1.25;
    private const double Gap = 4;
    private const int LeastInk = 6;

    private static readonly (Regex Label, FieldKind Kind)[] Labels =
    [
        (Form(@"given\s*names?|first\s*names?|fore\s*names?"), FieldKind.Given),
        (Form(@"family\s*name|surname|last\s*name"), FieldKind.Family),
        (Form(@"name\s+of\s+(?:the\s+)?(?:child|young\s+person)(?:\s*/?\s*young\s+person)?|child(?:'s|’s)?\s+(?:full\s+)?name|young\s+person(?:'s|’s)?\s+name|full\s+name|child\s*:"), FieldKind.Name),
        (Form(@"date\s*of\s*birth|d\.?\s?o\.?\s?b\b\.?"), FieldKind.BirthDate),
        (Form(@"person\s*(?:id|no|number)|ics\s*(?:no|id|number|ref)|(?:our\s+|your\s+)?ref(?:erence)?\s*:|(?:client|case|child|swift|mosaic|framework)\s*(?:id|no|number|ref)\b"), FieldKind.PersonId),
        (Form(@"^\W*[a-z]{3,4}:"), FieldKind.Unknown),
    ];

    // What may stand to the right of a value in the same row and begins the next one.
    private static readonly Regex NextLabel = Form(@"\b(?:gender|sex|legal|social|team|date|name|type|school|author|placement|nhs|ethnic|address|ward|page)\b");

    public static IReadOnlyList<FieldRead> Find(PageText page, Raster clean)
    {
        var fields = new List<FieldRead>();
        for (var at = 0; at < page.Rows.Count && fields.Count < Most; at++)
        {
            var row = page.Rows[at];
            var labels = Labels.SelectMany(label => label.Label.Matches(row.Text).Select(match => (label.Kind, match.Index, End: match.Index + match.Length)))
                .OrderBy(label => label.Index).ThenByDescending(label => label.End).ToList();
            var reach = 0;
            foreach (var label in labels)
            {
                if (label.Index < reach) continue;

                reach = label.End;
                var next = labels.Where(other => other.Index >= label.End).Select(other => (int?)other.Index).FirstOrDefault()
                    ?? NextLabel.Matches(row.Text, label.End).Select(match => (int?)match.Index).FirstOrDefault();
                if (Value(row, at, label.Kind, label.End, next, clean) is { } field) fields.Add(field);
            }
        }

        return fields;
    }

    private static FieldRead? Value(Row row, int at, FieldKind kind, int labelEnd, int? nextStart, Raster clean)
    {
        var (before, after) = (Words(row, 0, labelEnd), nextStart is { } start ? Words(row, start, row.Text.Length) : []);
        if (before.Count == 0) return null;

        var height = before.Max(word => word.Height);
        var middle = before.Average(word => word.Y + (word.Height / 2.0));
        var left = before.Max(word => word.X + word.Width) + 2;
        var right = after.Count > 0 ? after.Min(word => word.X) - 2 : (int)(clean.Width * 0.97);
        if (FirstInk(clean, left, right, (int)(middle - (height * Reach)), (int)(middle + (height * Reach)), (int)(height * Gap)) is not { } box) return null;

        var words = row.Words.Where(word => word.X + (word.Width / 2) >= left && word.X + (word.Width / 2) <= right && word.X < box.X + box.Width).ToArray();

        // Where words were read, they say best how high the value is; rules and edges are ink too.
        var sound = words.Where(word => word.Confidence > 0 && word.Height < height * 3 && word.Height > height / 3).ToArray();
        if (sound.Length > 0 && words.Min(word => word.Confidence) >= 60)
        {
            var (x, y) = (sound.Min(word => word.X), sound.Min(word => word.Y));
            box = new(x, y, sound.Max(word => word.X + word.Width) - x, sound.Max(word => word.Y + word.Height) - y);
        }

        return new(kind, at, box, string.Join(' ', words.Select(word => word.Text)), words.Length == 0 ? 0 : words.Min(word => word.Confidence));
    }

    // The first stretch of ink in a band, up to a gap that parts columns.
    private static Box? FirstInk(Raster clean, int left, int right, int top, int bottom, int gap)
    {
        (top, bottom, right) = (Math.Max(1, top), Math.Min(clean.Height - 2, bottom), Math.Min(clean.Width - 2, right));
        var dark = Ink.FaintBelow(clean);
        int first = -1, last = -1, high = bottom, low = top;
        for (var x = Math.Max(1, left); x < right; x++)
        {
            var any = false;
            for (var y = top; y < bottom; y++)
            {
                var pixel = (y * clean.Width) + x;
                if (clean.Pixels[pixel] >= dark || (clean.Pixels[pixel - 1] >= dark && clean.Pixels[pixel + 1] >= dark)) continue;

                any = true;
                (high, low) = (Math.Min(high, y), Math.Max(low, y));
            }

            if (any) (first, last) = (first < 0 ? x : first, x);
            else if (first >= 0 && x - last > gap && last - first >= LeastInk) break;
            else if (first >= 0 && x - last > gap) (first, high, low) = (-1, bottom, top); // a speck
        }

        return first < 0 || last - first < LeastInk || low - high < LeastInk ? null : new(first, high, last - first + 1, low - high + 1);
    }

    private static List<Word> Words(Row row, int from, int to)
    {
        var (start, words) = (0, new List<Word>());
        foreach (var word in row.Words)
        {
            if (start >= from && start < to) words.Add(word);
            start += word.Text.Length + 1;
        }

        return words;
    }

    private static Regex Form(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
}
