using System.Text;
using System.Text.Json;
using BoroughBridge.Adapters.PaperScan.Tools;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>What a checked PDF holds: page count, and per page the resolution to read it at.</summary>
internal sealed record PdfPages(int Count, IReadOnlyList<int> Dpi);

/// <summary>Looks a PDF over before anything renders it: whole, not encrypted, nothing active in it, within the bounds of pages and pixels.</summary>
internal sealed class PdfFile(ToolBox tools, PaperOptions options)
{
    private const int NativeCap = 300;
    private const int BornDigital = 200;
    private const int LeastDpi = 150;

    /// <exception cref="UnfitScanException">It is to be held or rejected; the code says why.</exception>
    public async Task<PdfPages> LookAsync(string folder, string pdf, CancellationToken ct)
    {
        var count = await StructureAsync(folder, pdf, ct);
        if (count == 0) throw new UnfitScanException("no-pages");
        if (count > options.MaxPages) throw new UnfitScanException("too-many-pages");

        var sizes = await SizesAsync(folder, pdf, count, ct);
        var native = await NativeAsync(folder, pdf, ct);
        var dpi = new int[count];
        for (var page = 0; page < count; page++)
        {
            dpi[page] = Math.Min(NativeCap, native.GetValueOrDefault(page + 1, BornDigital));
            while (Pixels(sizes[page], dpi[page]) > options.MaxMegapixels * 1e6 && dpi[page] > 72) dpi[page] = Math.Max(72, dpi[page] - 25);
            if (Pixels(sizes[page], dpi[page]) > options.MaxMegapixels * 1e6) throw new UnfitScanException("page-too-large");
        }

        return new(count, dpi);
    }

    private static double Pixels((double Width, double Height) points, int dpi) => points.Width * dpi / 72 * (points.Height * dpi / 72);

    // qpdf --json sees through object streams; exit 3 means it had to repair the file, and a repaired file may be half a file.
    private async Task<int> StructureAsync(string folder, string pdf, CancellationToken ct)
    {
        var result = await tools.RunAsync(
            new("qpdf", "--json=2", "--json-key=pages", "--json-key=encrypt", "--json-key=qpdf", "--json-stream-data=none", pdf) { Folder = folder, MostOutput = 256 << 20 }, ct);
        if (result.End == ToolEnd.TimedOut) throw new UnfitScanException("file-took-too-long");
        if (result.End == ToolEnd.TooMuchOutput) throw new UnfitScanException("too-large");
        if (result.ExitCode != 0)
        {
            throw new UnfitScanException(result.Complaints.Contains("invalid password", StringComparison.Ordinal) ? "encrypted" : result.ExitCode == 3 ? "damaged" : "corrupt");
        }

        var contents = PdfContents.Read(result.Output.Span);
        if (contents.Encrypted) throw new UnfitScanException("encrypted");
        if (contents.Active is { } code) throw new UnfitScanException(code);

        return contents.Pages;
    }

    private async Task<IReadOnlyList<(double Width, double Height)>> SizesAsync(string folder, string pdf, int count, CancellationToken ct)
    {
        var result = await tools.RunAsync(new("pdfinfo", "-f", "1", "-l", $"{count}", pdf) { Folder = folder }, ct);
        if (!result.Succeeded) throw new UnfitScanException("corrupt");

        var sizes = PopplerText.PageSizes(Encoding.UTF8.GetString(result.Output.Span));

        return sizes.Count == count ? sizes : throw new UnfitScanException("pages-do-not-add-up");
    }

    private async Task<Dictionary<int, int>> NativeAsync(string folder, string pdf, CancellationToken ct)
    {
        var result = await tools.RunAsync(new("pdfimages", "-list", pdf) { Folder = folder }, ct);
        if (!result.Succeeded) throw new UnfitScanException("corrupt");

        var images = PopplerText.Images(Encoding.UTF8.GetString(result.Output.Span));
        if (images.Any(image => (long)image.Width * image.Height > options.MaxMegapixels * 1_000_000L)) throw new UnfitScanException("page-too-large");

        // The page's own resolution is that of its largest picture; logos are not asked.
        return images.GroupBy(image => image.Page).ToDictionary(
            page => page.Key, page => Math.Clamp(page.MaxBy(image => (long)image.Width * image.Height)!.Dpi, LeastDpi, NativeCap));
    }
}

/// <summary>The parts of qpdf's JSON that decide whether a PDF is a scan.</summary>
internal sealed record PdfContents(int Pages, bool Encrypted, string? Active)
{
    public static PdfContents Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return Walk(json);
        }
        catch (JsonException)
        {
            throw new UnfitScanException("corrupt");
        }
    }

    private static PdfContents Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        var (pages, encrypted, active, section, name) = (0, false, default(string), "", "");
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    if (reader.CurrentDepth == 1) section = name;
                    active ??= section == "qpdf" ? NameOf(name) : null;
                    break;
                case JsonTokenType.String when section == "qpdf":
                    active ??= reader.GetString() switch { "/JavaScript" => "javascript", "/Launch" => "launch-action", "/EmbeddedFile" => "embedded-file", "/RichMedia" => "rich-media", _ => null };
                    break;
                case JsonTokenType.Number when section == "pages" && name == "pageposfrom1":
                    pages++;
                    break;
                case JsonTokenType.True when section == "encrypt" && name == "encrypted":
                    encrypted = true;
                    break;
                default:
                    break;
            }
        }

        return new(pages, encrypted, active);
    }

    private static string? NameOf(string key) => key switch
    {
        "/JS" or "/JavaScript" => "javascript",
        "/XFA" => "xfa",
        "/EmbeddedFiles" or "/EF" => "embedded-file",
        "/RichMediaContent" => "rich-media",
        _ => null,
    };
}
