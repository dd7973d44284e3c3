using System.Globalization;
using System.Text.RegularExpressions;
using BoroughBridge.Adapters.PaperScan.Evidence;

namespace BoroughBridge.Adapters.PaperScan.Batches;

/// <summary>The <c>Page n of m</c> printed on a page.</summary>
public readonly partial record struct PageNumber(int Number, int Of)
{
    private const int MostPages = 500;

    /// <summary>The last one on the page; none where there is none or it cannot be.</summary>
    internal static PageNumber? On(PageText page)
    {
        foreach (var row in page.Rows.Reverse())
        {
            var match = Printed().Match(row.Text);
            if (!match.Success) continue;

            var (number, of) = (Digits(match.Groups[1].Value), Digits(match.Groups[2].Value));

            return number >= 1 && number <= of && of <= MostPages ? new PageNumber(number, of) : null;
        }

        return null;
    }

    private static int Digits(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bpage\s*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Printed();
}
