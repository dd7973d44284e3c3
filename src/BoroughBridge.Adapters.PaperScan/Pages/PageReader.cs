using System.Globalization;
using System.Text;
using BoroughBridge.Adapters.PaperScan.SecondReader;
using BoroughBridge.Adapters.PaperScan.Tools;

namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>A page that could not be read, with the code to hold it by.</summary>
internal sealed class UnreadablePageException(string code) : Exception(code);

/// <summary>One page of a checked PDF: rasterised, judged blank or not, its codes read, straightened, turned upright, read as text.</summary>
internal sealed class PageReader(ToolBox tools, LineReader second, PaperOptions options)
{
    private const int FewWords = 12;
    private const int PoorConfidence = 60;

    /// <exception cref="UnreadablePageException">The decoder or reader failed on this page.</exception>
    public async Task<PageReading> ReadAsync(string folder, string pdf, int page, int dpi, CancellationToken ct)
    {
        var raster = await RasteriseAsync(folder, pdf, page, dpi, ct);
        var ink = Ink.Share(raster);
        var layer = await LayerAsync(folder, pdf, page, ct);
        var reading = new PageReading { Page = page, Width = raster.Width, Height = raster.Height, Dpi = dpi, Ink = ink, LayerLines = layer };
        var codes = await CodesAsync(folder, page, raster, ct);
        if (codes.Count == 0 && Ink.IsBlank(raster, ink)) return reading with { Blank = layer.Count == 0 };

        var skew = Deskew.AngleOf(raster);
        if (Math.Abs(skew) >= Deskew.WorthTurning) raster = Deskew.Straighten(raster, skew);
        var words = await WordsAsync(folder, page, raster, dpi, ct);
        if (words.Count < FewWords || words.Average(word => word.Confidence) < PoorConfidence)
        {
            if (await TurnAsync(folder, page, raster, dpi, ct) is { } turn and not 0)
            {
                var upright = raster.Turned(turn);
                var again = await WordsAsync(folder, page, upright, dpi, ct);
                if (Weight(again) > Weight(words)) (raster, words, reading) = (upright, again, reading with { Turn = turn });
            }
        }

        // zbar misses at 300 dpi some codes that it reads at half of that.
        if (codes.Count == 0 && dpi > 220) codes = await CodesAsync(folder, page, raster.Halved(), ct);

        reading = reading with { Width = raster.Width, Height = raster.Height, Skew = skew, Words = words, Codes = codes, UnreadInk = Ink.Unread(raster, words, dpi) };

        return SecondLook.At(reading, raster) is { } look ? look.With(await WordsAsync(folder, page, look.Sheet.Image, CropSheet.Dpi, ct, "6"), second) : reading;
    }

    private static double Weight(IReadOnlyList<Word> words) => words.Sum(word => word.Confidence >= PoorConfidence ? word.Text.Length : 0);

    private async Task<Raster> RasteriseAsync(string folder, string pdf, int page, int dpi, CancellationToken ct)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var result = await tools.RunAsync(
            new("pdftoppm", "-gray", "-r", dpi.ToString(CultureInfo.InvariantCulture), "-f", number, "-l", number, pdf)
            {
                Folder = folder,
                MostOutput = (options.MaxMegapixels * 1_000_000) + 64,
            },
            ct);
        if (result.End == ToolEnd.TimedOut) throw new UnreadablePageException("page-took-too-long");
        if (result.End == ToolEnd.TooMuchOutput) throw new UnreadablePageException("page-too-large");
        if (result.ExitCode != 0) throw new UnreadablePageException("page-not-decoded");

        // Poppler paints what it could decode of a damaged image and exits 0: half a page must not pass for a page.
        if (Complaint.OfDamage(result.Complaints)) throw new UnreadablePageException("page-damaged");

        return Raster.FromPgm(result.Output.Span) ?? throw new UnreadablePageException("page-not-decoded");
    }

    private async Task<IReadOnlyList<PageCode>> CodesAsync(string folder, int page, Raster raster, CancellationToken ct)
    {
        var path = Path.Combine(folder, $"codes-{page}.pgm");
        await raster.WriteAsync(path, ct);
        var result = await tools.RunAsync(
            new("zbarimg", "--quiet", "--nodbus", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", "-Scode39.enable", path) { Folder = folder, MostOutput = 64 << 10 }, ct);
        File.Delete(path);

        // 4 means none found; a crash means none read, which holds what a cover sheet would have filed.
        return result.End == ToolEnd.Exited && result.ExitCode == 0 ? PageCodes.Parse(Encoding.UTF8.GetString(result.Output.Span)) : [];
    }

    private async Task<IReadOnlyList<Word>> WordsAsync(string folder, int page, Raster raster, int dpi, CancellationToken ct, string layout = "3")
    {
        var path = Path.Combine(folder, $"words-{page}.pgm");
        await raster.WriteAsync(path, ct);
        var result = await tools.RunAsync(
            new("tesseract", path, "stdout", "--dpi", dpi.ToString(CultureInfo.InvariantCulture), "--psm", layout, "-l", "eng", "-c", "thresholding_method=2", "tsv")
            {
                Folder = folder,
            },
            ct);
        File.Delete(path);
        if (result.End == ToolEnd.TimedOut) throw new UnreadablePageException("page-took-too-long");

        return result.Succeeded ? TesseractTsv.Parse(result.Output.Span) : throw new UnreadablePageException("page-not-read");
    }

    private async Task<int?> TurnAsync(string folder, int page, Raster raster, int dpi, CancellationToken ct)
    {
        var path = Path.Combine(folder, $"turn-{page}.pgm");
        await raster.WriteAsync(path, ct);
        var result = await tools.RunAsync(new("tesseract", path, "stdout", "--dpi", dpi.ToString(CultureInfo.InvariantCulture), "--psm", "0") { Folder = folder }, ct);
        File.Delete(path);
        if (!result.Succeeded) return null;

        var line = Encoding.UTF8.GetString(result.Output.Span).Split('\n').FirstOrDefault(line => line.StartsWith("Rotate:", StringComparison.Ordinal));

        return line is not null && int.TryParse(line.AsSpan(7).Trim(), CultureInfo.InvariantCulture, out var turn) && turn is 90 or 180 or 270 ? turn : 0;
    }

    private async Task<IReadOnlyList<string>> LayerAsync(string folder, string pdf, int page, CancellationToken ct)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var result = await tools.RunAsync(new("pdftotext", "-enc", "UTF-8", "-layout", "-f", number, "-l", number, pdf, "-") { Folder = folder, MostOutput = 4 << 20 }, ct);
        if (!result.Succeeded) throw new UnreadablePageException("text-layer-not-read");

        return Encoding.UTF8.GetString(result.Output.Span).Split(['\n', '\f'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
