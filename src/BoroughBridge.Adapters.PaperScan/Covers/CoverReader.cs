using System.Text.RegularExpressions;
using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Covers;

/// <summary>What kind of page this is in a batch.</summary>
internal enum SheetKind
{
    /// <summary>A page of a document.</summary>
    Paper,

    Blank,

    /// <summary>A cover sheet whose code was read and checked.</summary>
    Cover,

    /// <summary>A cover sheet by its print, its code unread, damaged, contradictory or another borough's: it parts documents and says nothing else.</summary>
    UnreadCover,

    Separator,
}

/// <summary>A page's place in a batch, and its code where it is a cover sheet. Doubtful is a paper that carries a cover's code: a sticker, or another's sheet on its back.</summary>
internal sealed record Sheet(SheetKind Kind, CoverCode? Code = null, bool Doubtful = false);

/// <summary>Tells cover and separator sheets from papers.</summary>
internal sealed partial class CoverReader(string authority, CoverPattern? boroughs)
{
    // A sheet has little print; a report that mentions a cover sheet has much. With a code to be seen it may have more.
    private const int MostWordsOfASheet = 60;
    private const int MostWordsBesideACode = 150;
    private const int MostWordsOfAHeading = 6;

    public Sheet Read(PageReading page)
    {
        if (page.Blank) return new(SheetKind.Blank);

        var codes = page.Codes.Select(code => (Parsed: Parse(code), Looks: LooksLikeCover(code))).ToArray();
        var covers = codes.Where(code => code.Parsed is not null).Select(code => code.Parsed!).Distinct().ToArray();
        if ((covers.Length > 0 || codes.Any(code => code.Looks)) && page.Words.Count > MostWordsBesideACode) return new(SheetKind.Paper, Doubtful: true);
        if (covers.Length == 1 && !codes.Any(code => code is { Looks: true, Parsed: null })) return Judge(covers[0]);
        if (covers.Length > 1 || codes.Any(code => code.Looks)) return new(SheetKind.UnreadCover);
        if (page.Codes.Any(code => code.Text is "PATCHT" or "PATCH T")) return new(SheetKind.Separator);
        if (page.Words.Count > MostWordsOfASheet) return new(SheetKind.Paper);

        // A heading in the upper half, by capitals and few words: a note that speaks of a cover sheet is a paper, and would be lost as a sheet.
        var headings = PageText.Of(page).Rows.Where(row => row.Words[0].Y < page.Height / 2 && row.Words.Count <= MostWordsOfAHeading).Select(row => Heading().Match(row.Text)).Where(match => match.Success);
        var heading = headings.FirstOrDefault();

        return heading is null ? new(SheetKind.Paper) : heading.Groups[1].Value.StartsWith("cover", StringComparison.OrdinalIgnoreCase) ? new(SheetKind.UnreadCover) : new(SheetKind.Separator);
    }

    [GeneratedRegex(@"^\W*(?:[A-Z]\w*\W+){0,2}(C(?:OVER|over)\W+S(?:HEET|heet)|S(?:EPARATOR|eparator)\W+S(?:HEET|heet)|P(?:ATCH|atch)\W+T)\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Heading();

    private Sheet Judge(CoverCode code) => code.Authority is null || code.Authority == authority ? new(SheetKind.Cover, code) : new(SheetKind.UnreadCover);

    private CoverCode? Parse(PageCode code)
    {
        var stops = code.Symbology.StartsWith("CODE-39", StringComparison.OrdinalIgnoreCase);

        return CoverPattern.Own.Parse(code.Text, stops) ?? boroughs?.Parse(code.Text, stops);
    }

    // Stars, or the full stops that Code 39 writes for them; an address on the web has full stops too.
    private static bool LooksLikeCover(PageCode code) =>
        code.Text.Count(c => c == '*' || (c == '.' && code.Symbology.StartsWith("CODE-39", StringComparison.OrdinalIgnoreCase))) >= 4;
}
