using System.Globalization;
using System.Text;
using BoroughBridge.Adapters.PaperScan;
using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Adapters.PaperScan.Tools;
using BoroughBridge.Holding.Records;
using System.IO.Compression;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>Invented children, and papers about them as a scanner would send them: printed, rasterised, wrapped as pictures without any text.</summary>
internal static class Paper
{
    public static readonly Person Wren = new() { IcsPersonId = "7700011", Given = "Wren", Family = "Ashdown", DateOfBirth = new(2012, 4, 9) };
    public static readonly Person Linnet = new() { IcsPersonId = "7700502", Given = "Linnet", Family = "Quillfeather", DateOfBirth = new(2014, 11, 23) };

    /// <summary>A placement information record, one page, that names a child three times.</summary>
    public static string Record(Person child, int page = 1, int of = 1, string more = "") => Text(
        "Borough of Testing",
        "PLACEMENT INFORMATION RECORD",
        $"Name of child/young person {child.Given} {child.Family}",
        $"Date of birth {child.DateOfBirth!.Value.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}",
        $"Person ID {child.IcsPersonId}",
        "Date placement starts 25 March 2024",
        $"{child.Given} has settled well and has her own bedroom.",
        $"{child.Given} likes swimming and reading, and goes to the library each week.",
        more,
        $"Page {page} of {of}");

    public static string Cover(Person child, int pages = 1, string type = "pir") =>
        CoverPattern.Own.Write(new() { Authority = "islington", IcsPersonId = child.IcsPersonId, Type = type, Date = new(2024, 3, 25), Pages = pages });

    /// <summary>A page with nothing on it.</summary>
    public static string Blank => "";

    /// <summary>A page's lines as PDF content.</summary>
    public static string Text(params string[] lines)
    {
        var content = new StringBuilder();
        for (var line = 0; line < lines.Length; line++)
            content.Append(CultureInfo.InvariantCulture, $"BT /F1 13 Tf 70 {760 - (30 * line)} Td ({lines[line].Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj ET\n");

        return content.ToString();
    }

    /// <summary>Pages of content as a born-digital PDF.</summary>
    public static byte[] Printed(params string[] pages)
    {
        using var pdf = new MemoryStream();
        TextPdf.Write(pdf, pages);

        return pdf.ToArray();
    }

    /// <summary>A cover sheet as the adapter prints it.</summary>
    public static byte[] PrintedCover(Person child, int pages = 1, string type = "pir") =>
        CoverSheet.MakePdf([new() { Authority = "islington", IcsPersonId = child.IcsPersonId, Type = type, Date = new(2024, 3, 25), Pages = pages }]);

    /// <summary>PDFs as one scan: each page a grey picture at 200 dpi.</summary>
    public static async Task<byte[]> ScanAsync(params byte[][] prints)
    {
        var folder = Directory.CreateTempSubdirectory("bb-scan-").FullName;
        using var tools = new ToolBox(new PaperOptions());
        var images = new List<ImagePage>();
        foreach (var print in prints)
        {
            var path = Path.Combine(folder, "print.pdf");
            await File.WriteAllBytesAsync(path, print);
            for (var page = 1; ; page++)
            {
                var result = await tools.RunAsync(new("pdftoppm", "-gray", "-r", "200", "-f", $"{page}", "-l", $"{page}", path) { Folder = folder }, default);
                if (Raster.FromPgm(result.Output.Span) is not { } raster) break;

                images.Add(Image(raster));
            }
        }

        Directory.Delete(folder, recursive: true);
        using var pdf = new MemoryStream();
        ImagePdf.Write(pdf, images);

        return pdf.ToArray();
    }

    private static ImagePage Image(Raster raster)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(raster.Pixels);

        return new(raster.Width, raster.Height, 200, [new(0, raster.Width, raster.Height, "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode", data.ToArray())]);
    }
}
