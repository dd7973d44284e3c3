using System.Globalization;
using System.Text.RegularExpressions;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>Dates as British papers write them: 21/10/2010, 19.2.11, 16 December 2011, 16th Dec 2011.</summary>
internal static partial class PaperDates
{
    /// <summary>The pattern of a date, to be put after a label.</summary>
    public const string Pattern = @"(\d{1,2})\s?(?:st|nd|rd|th)?\s?[./\- ]\s?(\d{1,2}|[A-Z][a-z]{2,8}|[A-Z]{3,9})\s?[./\-, ]\s?(\d{4}|\d{2})(?!\d)";

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The date in a match of <see cref="Pattern"/>; two-digit years lie in the hundred years up to this one.</summary>
    public static DateOnly? Of(Match match, int firstGroup, int thisYear)
    {
        var day = int.Parse(match.Groups[firstGroup].Value, CultureInfo.InvariantCulture);
        var word = match.Groups[firstGroup + 1].Value;
        if (!int.TryParse(word, CultureInfo.InvariantCulture, out var month)) month = Array.IndexOf(Months, word[..3].ToLowerInvariant()) + 1;

        var year = int.Parse(match.Groups[firstGroup + 2].Value, CultureInfo.InvariantCulture);
        if (year < 100) year += year + 2000 <= thisYear ? 2000 : 1900;

        return month is >= 1 and <= 12 && year is >= 1900 && year <= thisYear + 5 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    [GeneratedRegex(@"(?<!\d)" + Pattern, RegexOptions.CultureInvariant, 5000)]
    public static partial Regex Anywhere();

    [GeneratedRegex(@"^\W*" + Pattern + @"\W*$", RegexOptions.CultureInvariant, 5000)]
    public static partial Regex Alone();

    [GeneratedRegex(@"\b(?:date\s*of\s*birth|d\.?\s?o\.?\s?b\.?|born(?:\s*on)?)\W{0,4}" + Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5000)]
    public static partial Regex Birth();
}
