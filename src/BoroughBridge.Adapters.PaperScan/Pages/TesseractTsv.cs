using System.Globalization;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text; level 5 is a word.</summary>
internal static class TesseractTsv
{
    private const int MostWords = 20_000;
    private const int LongestWord = 200;

    public static IReadOnlyList<Word> Parse(ReadOnlySpan<byte> tsv)
    {
        var words = new List<Word>();
        var (line, lastKey) = (0, "");
        foreach (var row in Encoding.UTF8.GetString(tsv).Split('\n'))
        {
            var cells = row.Split('\t');
            if (cells.Length < 12 || cells[0] != "5") continue;

            var text = cells[11].Trim();
            if (text.Length is 0 or > LongestWord) continue;

            var key = string.Join('.', cells[2], cells[3], cells[4]);
            if (key != lastKey) (line, lastKey) = (line + 1, key);
            if (!TryNumber(cells[6], out var x) || !TryNumber(cells[7], out var y) || !TryNumber(cells[8], out var width) || !TryNumber(cells[9], out var height)) continue;
            if (!double.TryParse(cells[10], CultureInfo.InvariantCulture, out var confidence)) continue;

            words.Add(new(text, line, x, y, width, height, (int)Math.Clamp(confidence, 0, 100)));
            if (words.Count == MostWords) break;
        }

        return words;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
}
