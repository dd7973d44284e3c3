using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Tools;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>A scan opened for work: one PDF, checked, in a folder of its own that goes away with it.</summary>
internal sealed class OpenedScan(string folder, ScanFormat format, PdfPages pages) : IDisposable
{
    public string Folder => folder;

    public string Pdf => Path.Combine(folder, "scan.pdf");

    public ScanFormat Format => format;

    public PdfPages Pages => pages;

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>Opens a stored original: by its content, within bounds, never by its name.</summary>
internal sealed class ScanOpener(OriginalStore originals, ToolBox tools, PaperOptions options)
{
    /// <summary>Within the work folder: what is open in the clear, a folder a file. Emptied at start.</summary>
    public const string Folder = "open";

    /// <exception cref="UnfitScanException">It is to be held or rejected; the code says why.</exception>
    public async Task<OpenedScan> OpenAsync(FileRow file, CancellationToken ct)
    {
        if (file.Size == 0) throw new UnfitScanException("empty", rejected: true);
        if (file.Size > (long)options.MaxFileMegabytes << 20) throw new UnfitScanException("too-large");

        var folder = Path.Combine(options.WorkFolder, Folder, file.Id);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        PrivateFolder.Make(folder);
        try
        {
            var original = Path.Combine(folder, "original");
            await originals.OpenAsync(file.Id, original, ct);
            var format = await ScanFormats.OfFileAsync(original, ct);
            if (format == ScanFormat.Unknown) throw new UnfitScanException("not-a-scan", rejected: true);

            var pdf = Path.Combine(folder, "scan.pdf");
            var announced = 0;
            if (format == ScanFormat.Pdf) File.Move(original, pdf);
            else announced = await WrapAsync(original, format, pdf, ct);
            var pages = await new PdfFile(tools, options).LookAsync(folder, pdf, ct);
            if (announced > 0 && announced != pages.Count) throw new UnfitScanException("pages-do-not-add-up");

            return new(folder, format, pages);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private async Task<int> WrapAsync(string original, ScanFormat format, string pdf, CancellationToken ct)
    {
        ReadOnlyMemory<byte> bytes = await File.ReadAllBytesAsync(original, ct);
        IReadOnlyList<ImagePage> pages = format switch
        {
            ScanFormat.Jpeg => [JpegFile.Read(bytes)],
            ScanFormat.Png => [PngFile.Read(bytes, options.MaxMegapixels)],
            _ => [.. TiffFile.Pages(bytes.Span, options.MaxPages).Select(page => TiffImages.Read(bytes, page, options.MaxMegapixels))],
        };
        if (pages.Any(page => (long)page.Width * page.Height > options.MaxMegapixels * 1_000_000L)) throw new UnfitScanException("page-too-large");

        await using var to = new FileStream(pdf, FileMode.CreateNew);
        ImagePdf.Write(to, pages);

        return pages.Count;
    }
}
