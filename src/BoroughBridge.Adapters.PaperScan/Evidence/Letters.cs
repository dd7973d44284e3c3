using System.Globalization;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>Names as they are compared: small letters, accents, hyphens and apostrophes away, as a reader that knows only English letters gives them.</summary>
internal static class Letters
{
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;

            var lower = char.ToLowerInvariant(c);
            folded.Append(lower switch { 'ł' => "l", 'ø' => "o", 'đ' => "d", 'ß' => "ss", 'æ' => "ae", 'œ' => "oe", 'ı' => "i", _ => char.IsLetterOrDigit(lower) ? lower.ToString() : "" });
        }

        return folded.ToString();
    }

    /// <summary>Edits between two texts, counted up to a limit; more gives one over the limit.</summary>
    public static int Distance(string one, string other, int limit)
    {
        if (Math.Abs(one.Length - other.Length) > limit) return limit + 1;

        Span<int> above = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var at = 0; at <= other.Length; at++) above[at] = at;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                least = Math.Min(least, row[j]);
            }

            if (least > limit) return limit + 1;

            row.CopyTo(above);
        }

        return above[other.Length];
    }
}
