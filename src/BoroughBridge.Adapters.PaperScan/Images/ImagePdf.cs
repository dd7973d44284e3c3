using System.Globalization;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Writes image pages as a PDF, their encoded data untouched, so that one decoder in its own process opens whatever came.</summary>
internal static class ImagePdf
{
    public static void Write(Stream to, IReadOnlyList<ImagePage> pages)
    {
        var pdf = new PdfWriter(to);
        pdf.Text("%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n");
        var (catalogue, tree) = (pdf.Reserve(), pdf.Reserve());
        var kids = new List<int>();
        foreach (var page in pages)
        {
            var images = page.Strips.Select(strip => pdf.Stream(
                $"/Type /XObject /Subtype /Image /Width {strip.Width} /Height {strip.Height} {strip.Entries}", strip.Data.Span)).ToArray();
            var content = pdf.Stream("", Encoding.ASCII.GetBytes(Paint(page)));
            var names = string.Join(' ', images.Select((image, at) => $"/I{at} {image} 0 R"));
            kids.Add(pdf.Object(
                $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.PointsWide} {page.PointsHigh}] /Resources << /XObject << {names} >> >> /Contents {content} 0 R >>"));
        }

        pdf.At(catalogue, $"<< /Type /Catalog /Pages {tree} 0 R >>");
        pdf.At(tree, $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(kid => $"{kid} 0 R"))}] >>");
        pdf.Finish(catalogue);
    }

    private static string Paint(ImagePage page)
    {
        var text = new StringBuilder();
        foreach (var (strip, at) in page.Strips.Select((strip, at) => (strip, at)))
        {
            var bottom = page.Height - strip.Top - strip.Height;
            text.Append(CultureInfo.InvariantCulture, $"q {page.Points(strip.Width)} 0 0 {page.Points(strip.Height)} 0 {page.Points(bottom)} cm /I{at} Do Q\n");
        }

        return text.ToString();
    }
}
