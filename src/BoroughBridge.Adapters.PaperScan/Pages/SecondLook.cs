using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.SecondReader;

namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>The places of a page that say who it is about, looked at once more: words with figures, and the values beside the labels of a form.</summary>
internal sealed class SecondLook
{
    private readonly PageReading reading;
    private readonly IReadOnlyList<int> words;
    private readonly IReadOnlyList<FieldRead> fields;
    private readonly IReadOnlyList<Raster> cuts;

    private SecondLook(PageReading reading, IReadOnlyList<int> words, IReadOnlyList<FieldRead> fields, IReadOnlyList<Raster> cuts) =>
        (this.reading, this.words, this.fields, this.cuts, Sheet) = (reading, words, fields, cuts, CropSheet.Of(cuts));

    /// <summary>The cuts as one image for the page's own reader.</summary>
    public CropSheet Sheet { get; }

    /// <summary>None where there is nothing to look at.</summary>
    public static SecondLook? At(PageReading reading, Raster page)
    {
        var clean = Ink.WithoutRules(page, reading.Dpi);
        var fields = FieldFinder.Find(PageText.Of(reading), clean);
        int[] words = [.. Enumerable.Range(0, reading.Words.Count).Where(at => CropSheet.LooksLikeId(reading.Words[at]) && reading.Words[at].Width < page.Width / 2).Take(CropSheet.Most - fields.Count)];
        if (fields.Count + words.Length == 0) return null;

        Raster[] cuts =
        [
            .. words.Select(at => CropSheet.Cut(clean, new(reading.Words[at].X, reading.Words[at].Y, reading.Words[at].Width, reading.Words[at].Height))),
            .. fields.Select(field => CropSheet.Cut(clean, field.Box)),
        ];

        return new(reading, words, fields, cuts);
    }

    /// <summary>The reading with what was seen this time.</summary>
    public PageReading With(IReadOnlyList<Word> readAgain, LineReader second)
    {
        var again = Sheet.Rows(readAgain);
        var seconds = second.IsThere ? cuts.Select(second.Read).ToArray() : null;

        return reading with
        {
            Rereads = [.. words.Select((word, row) => (word, row)).Where(at => again.ContainsKey(at.row)).Select(at => new Reread(at.word, Joined(again[at.row].Text), again[at.row].Confidence))],
            SecondReads = seconds is null ? [] : [.. words.Select((word, row) => new Reread(word, Joined(seconds[row].Text), seconds[row].Confidence))],
            Fields =
            [
                .. fields.Select((field, at) => field with
                {
                    Reread = again.TryGetValue(words.Count + at, out var read) ? read.Text : null,
                    Second = seconds?[words.Count + at].Text,
                    SecondConfidence = seconds?[words.Count + at].Confidence ?? 0,
                }),
            ],
        };
    }

    private static string Joined(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
