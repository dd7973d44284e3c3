using System.Globalization;
using System.Text;

namespace BoroughBridge.StandIns.Pdf;

/// <summary>
/// As much PDF 1.4 as the demonstration's papers need: A4 pages of text in the standard fonts, filled rectangles, and JPEG pages. The
/// same input gives the same bytes. Text is what Windows-1252 can write; anything else becomes a question mark.
/// </summary>
public sealed class PdfWriter
{
    /// <summary>A4 in points.</summary>
    public const double Width = 595, Height = 842;

    private readonly List<byte[]> objects = [[], []];
    private readonly List<int> pages = [];

    /// <summary>Adds a page drawn with text and rectangles.</summary>
    public void Add(PdfPage page)
    {
        var content = Object(Stream("", Encoding.ASCII.GetBytes(page.Content)));
        AddPage($"/Contents {content} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
            + "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> "
            + "/F3 << /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >> >> >>");
    }

    /// <summary>Adds a page that is one grey JPEG, as a scanner makes it: an image and no text.</summary>
    public void AddImage(byte[] jpeg, int width, int height)
    {
        var image = Object(Stream(
            Invariant($"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode "), jpeg));
        var content = Object(Stream("", Encoding.ASCII.GetBytes(Invariant($"q {Width} 0 0 {Height} 0 0 cm /Im Do Q"))));
        AddPage($"/Contents {content} 0 R /Resources << /XObject << /Im {image} 0 R >> >>");
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        objects[0] = Encoding.ASCII.GetBytes("<< /Type /Catalog /Pages 2 0 R >>");
        objects[1] = Encoding.ASCII.GetBytes(Invariant($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(page => Invariant($"{page} 0 R")))}] >>"));

        using var file = new MemoryStream();
        file.Write("%PDF-1.4\n%\u00e2\u00e3\n"u8);
        var offsets = new long[objects.Count];
        for (var i = 0; i < objects.Count; i++)
        {
            offsets[i] = file.Position;
            file.Write(Encoding.ASCII.GetBytes(Invariant($"{i + 1} 0 obj\n")));
            file.Write(objects[i]);
            file.Write("\nendobj\n"u8);
        }

        var start = file.Position;
        file.Write(Encoding.ASCII.GetBytes(Invariant($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n")));
        foreach (var offset in offsets) file.Write(Encoding.ASCII.GetBytes(Invariant($"{offset:D10} 00000 n \n")));
        file.Write(Encoding.ASCII.GetBytes(Invariant($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")));

        return file.ToArray();
    }

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void AddPage(string entries) =>
        pages.Add(Object(Encoding.ASCII.GetBytes(Invariant($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] ") + entries + " >>")));

    private int Object(byte[] bytes)
    {
        objects.Add(bytes);

        return objects.Count;
    }

    private static byte[] Stream(string entries, byte[] data) =>
    [
        .. Encoding.ASCII.GetBytes(Invariant($"<< {entries}/Length {data.Length} >>\nstream\n")), .. data, .. "\nendstream"u8,
    ];
}
