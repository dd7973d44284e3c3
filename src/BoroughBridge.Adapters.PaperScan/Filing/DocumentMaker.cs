using System.Globalization;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Tools;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>Makes a document's bytes from a scan's pages: its own PDF, image data untouched, and an image a page to show. The same scan gives the same bytes.</summary>
internal sealed class DocumentMaker(ToolBox tools, PaperOptions options)
{
    /// <exception cref="UnfitScanException">A page could not be made.</exception>
    public async Task<(byte[] Pdf, IReadOnlyList<PageImage> Pages)> MakeAsync(OpenedScan scan, IReadOnlyList<int> pages, IReadOnlyList<int> turns, CancellationToken ct)
    {
        var to = Path.Combine(scan.Folder, $"document-{pages[0]}.pdf");
        string[] rotations = [.. turns.Select((turn, at) => (turn, at)).Where(page => page.turn != 0).Select(page => $"--rotate=+{page.turn}:{page.at + 1}")];
        var made = await tools.RunAsync(
            new("qpdf", ["--deterministic-id", "--empty", "--pages", scan.Pdf, string.Join(',', pages), "--", .. rotations, to]) { Folder = scan.Folder }, ct);
        if (!made.Succeeded) throw new UnfitScanException("document-not-made");

        var images = new List<PageImage>();
        for (var page = 1; page <= pages.Count; page++) images.Add(await ImageAsync(scan.Folder, to, page, ct));
        var pdf = await File.ReadAllBytesAsync(to, ct);
        File.Delete(to);

        return (pdf, images);
    }

    private async Task<PageImage> ImageAsync(string folder, string pdf, int page, CancellationToken ct)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var dpi = options.PageImageDpi.ToString(CultureInfo.InvariantCulture);
        var image = await tools.RunAsync(
            new("pdftoppm", "-jpeg", "-jpegopt", "quality=80", "-r", dpi, "-f", number, "-l", number, pdf) { Folder = folder, MostOutput = 64 << 20 }, ct);
        if (!image.Succeeded || image.Output.Length == 0) throw new UnfitScanException("page-image-not-made");

        return new("image/jpeg", image.Output.ToArray());
    }
}
