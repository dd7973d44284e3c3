using System.Text;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>A line of print across the page: label and value stand in one row though the reader put them in two blocks.</summary>
internal sealed record Row(string Text, IReadOnlyList<Word> Words)
{
    /// <summary>Words that were read again, and what they were read as then: from an enlarged cut, and by the second reader where there is one.</summary>
    public IReadOnlyDictionary<Word, IReadOnlyList<string>> Again { get; init; } = new Dictionary<Word, IReadOnlyList<string>>();

    /// <summary>Least confidence of the words that a stretch of the text touches.</summary>
    public int Confidence(int at, int length)
    {
        var (start, least) = (0, 100);
        foreach (var word in Words)
        {
            var end = start + word.Text.Length;
            if (start < at + length && end > at) least = Math.Min(least, word.Confidence);
            start = end + 1;
        }

        return least;
    }
}

/// <summary>A page as rows of text, top to bottom.</summary>
internal sealed record PageText(int Page, IReadOnlyList<Row> Rows)
{
    /// <summary>From the words of the image, by where they stand.</summary>
    public static PageText Of(PageReading reading)
    {
        var rows = new List<List<Word>>();
        foreach (var word in reading.Words.OrderBy(Middle))
        {
            var row = rows.LastOrDefault();
            if (row is not null && Math.Abs(Middle(word) - row.Average(Middle)) < 0.45 * Math.Min(word.Height, row.Average(other => other.Height))) row.Add(word);
            else rows.Add([word]);
        }

        var again = AgainOf(reading);

        return new(reading.Page, [.. rows.Select(row => Make(row.OrderBy(word => word.X)) with { Again = again })]);
    }

    /// <summary>From the lines of the file's own text layer.</summary>
    public static PageText OfLayer(PageReading reading) =>
        new(reading.Page, [.. reading.LayerLines.Select(line => Make(
            line.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(text => new Word(text, 0, 0, 0, 0, 0, 100))))]);

    private static Dictionary<Word, IReadOnlyList<string>> AgainOf(PageReading reading)
    {
        var again = new Dictionary<Word, IReadOnlyList<string>>();
        foreach (var reads in reading.Rereads.Concat(reading.SecondReads).Where(read => read.Word < reading.Words.Count).GroupBy(read => read.Word))
            again[reading.Words[reads.Key]] = [.. reads.Select(read => read.Text)];

        return again;
    }

    private static double Middle(Word word) => word.Y + (word.Height / 2.0);

    private static Row Make(IEnumerable<Word> words)
    {
        var list = words.ToArray();
        var text = new StringBuilder();
        foreach (var word in list) text.Append(text.Length > 0 ? " " : "").Append(word.Text);

        return new(text.ToString(), list);
    }
}
