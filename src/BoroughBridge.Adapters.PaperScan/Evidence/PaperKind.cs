using System.Text.RegularExpressions;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>Type and date of a paper by its print: the title near the top of its first page, the dates by their labels.</summary>
internal static partial class PaperKind
{
    /// <summary>Type of what nobody has classified (domain.md 2.8).</summary>
    public const string Unclassified = "unclassified-scan";

    private const int TitleRows = 14;

    // First match wins: a social worker's report for a review names the review too.
    private static readonly (Regex Title, string Type)[] Titles =
    [
        (Form(@"chronology"), "chronology"),
        (Form(@"placement\s+information"), "pir"),
        (Form(@"placement\s+plan"), "placement-plan"),
        (Form(@"consultation\s+(paper|form)|have\s+your\s+say"), "child-consultation"),
        (Form(@"social\s+work(er)?('?s)?\s+report|report\s+of\s+the\s+social\s+worker|social\s+worker's\s*$"), "sw-report"),
        (Form(@"record\s+of\s+(a\s+|the\s+)?(looked\s+after\s+)?(child\s+)?review|review\s+record|record\s+of\s*$|looked\s+after\s+review\b.*record"), "iro-record"),
        (Form(@"minutes\s+of\b.*\breview"), "review-minutes"),
        (Form(@"^\W*care\s+plan\b"), "care-plan"),
        (Form(@"personal\s+education\s+plan"), "pep"),
        (Form(@"health\s+assessment"), "health-assessment"),
        (Form(@"pathway\s+plan"), "pathway-plan"),
    ];

    private static readonly Regex[] Dates =
    [
        Dated(@"date\s+of\s+(this\s+|the\s+|your\s+)?review"),
        Dated(@"date\s+of\s+(the\s+)?plan"),
        Dated(@"date\s+placement\s+starts"),
        Dated(@"completed\s+to"),
        Dated(@"date\s+of\s+(the\s+)?(report|assessment|meeting)"),
    ];

    /// <summary>The type; none where no title is known, or it is a letter.</summary>
    public static string? TypeOf(PageText first)
    {
        var top = first.Rows.Take(TitleRows).Select(row => row.Text).ToArray();
        if (top.Any(row => row.StartsWith("Dear ", StringComparison.Ordinal))) return null;

        return Titles.Select(title => (title.Type, At: Array.FindIndex(top, row => title.Title.IsMatch(row)))).Where(found => found.At >= 0).OrderBy(found => found.At).FirstOrDefault().Type;
    }

    /// <summary>The date the paper is of; none where it says none that can be read.</summary>
    public static DateOnly? DateOf(IReadOnlyList<PageText> pages, int thisYear)
    {
        foreach (var label in Dates)
        {
            foreach (var row in pages.SelectMany(page => page.Rows))
            {
                if (label.Match(row.Text) is { Success: true } match && PaperDates.Of(match, match.Groups.Count - 3, thisYear) is { } day) return day;
            }
        }

        // A letter carries its date in a row of its own above the salutation.
        return pages[0].Rows.Take(TitleRows).Select(row => PaperDates.Alone().Match(row.Text)).Where(match => match.Success)
            .Select(match => PaperDates.Of(match, 1, thisYear)).FirstOrDefault(day => day is not null);
    }

    private static Regex Form(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private static Regex Dated(string label) => Form($@"\b{label}\W{{0,4}}{PaperDates.Pattern}");
}
