using System.Globalization;
using System.Text;
using BoroughBridge.Adapters.PaperScan.Images;
using QRCoder;

namespace BoroughBridge.Adapters.PaperScan.Covers;

/// <summary>Prints cover sheets: one A4 page each, the code as a QR code of high error correction and in print, with what a clerk needs to check it.</summary>
public static class CoverSheet
{
    private const double Module = 4.2;

    /// <summary>The sheets as one PDF, a page each. No name is printed: a sheet may lie about.</summary>
    public static byte[] MakePdf(IReadOnlyList<CoverCode> codes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(codes.Count);

        var pdf = new MemoryStream();
        TextPdf.Write(pdf, [.. codes.Select(Page)]);

        return pdf.ToArray();
    }

    private static string Page(CoverCode code)
    {
        var text = CoverPattern.Own.Write(code);
        var page = new StringBuilder();
        Print(page, 60, 770, 22, "COVER SHEET");
        Print(page, 60, 745, 11, $"BoroughBridge - {code.Authority}");
        Symbol(page, text, 60, 720);
        Print(page, 60, 470, 14, $"Person: {code.IcsPersonId}");
        Print(page, 60, 448, 14, $"Document: {code.Type}");
        Print(page, 60, 426, 14, $"Date: {code.Date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}");
        Print(page, 60, 404, 14, $"Pages that follow: {code.Pages}");
        Print(page, 60, 370, 9, text);
        Print(page, 60, 350, 9, "Lay this sheet on top of the document. Count its pages; blank backs do not count. Do not write on it.");

        return page.ToString();
    }

    private static void Print(StringBuilder page, double x, double y, double size, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf {x} {y} Td ({Escaped(text)}) Tj ET\n");

    private static void Symbol(StringBuilder page, string text, double left, double top)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.Q);
        foreach (var (row, y) in code.ModuleMatrix.Select((row, y) => (row, y)))
        {
            for (var x = 0; x < row.Count; x++)
            {
                if (row[x]) page.Append(CultureInfo.InvariantCulture, $"{left + (x * Module):0.##} {top - ((y + 1) * Module):0.##} {Module} {Module} re\n");
            }
        }

        page.Append("f\n");
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
