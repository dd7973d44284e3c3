using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Writes A4 pages of Helvetica and rectangles as a PDF: what a cover sheet needs.</summary>
internal static class TextPdf
{
    /// <param name="to">Where to.</param>
    /// <param name="contents">PDF content streams, one a page; font F1 is Helvetica.</param>
    public static void Write(Stream to, IReadOnlyList<string> contents)
    {
        var pdf = new PdfWriter(to);
        pdf.Text("%PDF-1.5\n");
        var (catalogue, tree) = (pdf.Reserve(), pdf.Reserve());
        var font = pdf.Object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        var kids = contents.Select(content => pdf.Object(
            $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595.28 841.89] /Resources << /Font << /F1 {font} 0 R >> >> /Contents {pdf.Stream("", Encoding.Latin1.GetBytes(content))} 0 R >>")).ToArray();
        pdf.At(catalogue, $"<< /Type /Catalog /Pages {tree} 0 R >>");
        pdf.At(tree, $"<< /Type /Pages /Count {kids.Length} /Kids [{string.Join(' ', kids.Select(kid => $"{kid} 0 R"))}] >>");
        pdf.Finish(catalogue);
    }
}
