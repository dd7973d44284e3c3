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

/// <summary>A page's place in a batch, and its code where it is a cover sheet.</summary>
internal sealed record Sheet(SheetKind Kind, CoverCode? Code = null);

/// <summary>Tells cover and separator sheets from papers.</summary>
internal sealed class CoverReader(string authority, CoverPattern? boroughs)
{
    // A sheet has little print; a report that mentions a cover sheet has much.
    private const int MostWordsOfASheet = 60;

    public Sheet Read(PageReading page)
    {
        if (page.Blank) return new(SheetKind.Blank);

        var codes = page.Codes.Select(code => (Parsed: Parse(code), Looks: LooksLikeCover(code.Text))).ToArray();
        var covers = codes.Where(code => code.Parsed is not null).Select(code => code.Parsed!).Distinct().ToArray();
        if (covers.Length == 1 && !codes.Any(code => code is { Looks: true, Parsed: null })) return Judge(covers[0]);
        if (covers.Length > 1 || codes.Any(code => code.Looks)) return new(SheetKind.UnreadCover);
        if (page.Codes.Any(code => code.Text is "PATCHT" or "PATCH T")) return new(SheetKind.Separator);
        if (page.Words.Count > MostWordsOfASheet) return new(SheetKind.Paper);

        var print = string.Join(' ', page.Words.Select(word => word.Text)).ToUpperInvariant();

        return print.Contains("COVER SHEET", StringComparison.Ordinal) ? new(SheetKind.UnreadCover)
            : print.Contains("SEPARATOR SHEET", StringComparison.Ordinal) || print.Contains("PATCH T", StringComparison.Ordinal) ? new(SheetKind.Separator)
            : new(SheetKind.Paper);
    }

    private Sheet Judge(CoverCode code) => code.Authority is null || code.Authority == authority ? new(SheetKind.Cover, code) : new(SheetKind.UnreadCover);

    private CoverCode? Parse(PageCode code)
    {
        var stops = code.Symbology.StartsWith("CODE-39", StringComparison.OrdinalIgnoreCase);

        return CoverPattern.Own.Parse(code.Text, stops) ?? boroughs?.Parse(code.Text, stops);
    }

    private static bool LooksLikeCover(string text) => text.Count(c => c is '*' or '.') >= 4;
}
