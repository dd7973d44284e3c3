namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>What zbarimg prints: one line a code, <c>QR-Code:text</c>.</summary>
internal static class PageCodes
{
    private const int MostCodes = 20;
    private const int LongestText = 200;

    public static IReadOnlyList<PageCode> Parse(string output) =>
    [
        .. output.Split('\n')
            .Select(line => (Line: line, At: line.IndexOf(':', StringComparison.Ordinal)))
            .Where(part => part.At is > 0 and < 20 && part.Line.Length - part.At <= LongestText)
            .Take(MostCodes)
            .Select(part => new PageCode(part.Line[..part.At], part.Line[(part.At + 1)..].TrimEnd('\r'))),
    ];
}
