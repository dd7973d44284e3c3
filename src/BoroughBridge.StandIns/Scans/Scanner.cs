using System.Diagnostics;
using System.Globalization;
using BoroughBridge.StandIns.Pdf;

namespace BoroughBridge.StandIns.Scans;

/// <summary>
/// Does to drawn pages what a scanner does: lays them slightly askew, lets dust fall on them, takes grey images at 200 dots per inch with Poppler's
/// <c>pdftocairo</c>, and wraps these into a PDF that holds nothing but images.
/// </summary>
internal static class Scanner
{
    private const int Dpi = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <exception cref="StandInRefusedException">pdftocairo is not installed, or failed.</exception>
    public static async Task<byte[]> ScanAsync(IReadOnlyList<PdfPage> pages, int seed, CancellationToken ct)
    {
        var drawn = new PdfWriter();
        foreach (var (place, page) in pages.Index())
        {
            page.LieAskew((((seed * 7) + (place * 13)) % 11 - 5) * 0.08);
            Dust(page, seed + (place * 101));
            drawn.Add(page);
        }

        var folder = Directory.CreateTempSubdirectory("bb-scan-");
        try
        {
            var source = Path.Combine(folder.FullName, "drawn.pdf");
            await File.WriteAllBytesAsync(source, drawn.ToArray(), ct);
            await RunAsync(["-r", Dpi.ToString(CultureInfo.InvariantCulture), "-gray", "-jpeg", "-jpegopt", "quality=78", source, Path.Combine(folder.FullName, "page")], ct);

            var scanned = new PdfWriter();
            foreach (var file in folder.GetFiles("page*.jpg").OrderBy(file => file.Name.Length).ThenBy(file => file.Name, StringComparer.Ordinal))
            {
                var jpeg = await File.ReadAllBytesAsync(file.FullName, ct);
                var (width, height) = Size(jpeg);
                scanned.AddImage(jpeg, width, height);
            }

            return scanned.ToArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Specks at places that follow from the seed, so that the same paper scans the same.</summary>
    private static void Dust(PdfPage page, int seed)
    {
        var state = (uint)((seed * 2654435761L) & 0xFFFFFFFF) | 1;
        uint Next(uint below)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;

            return state % below;
        }

        for (var speck = 0; speck < 60; speck++) page.Box(Next(595), Next(842), 0.3 + (Next(5) * 0.1), 0.3 + (Next(5) * 0.1));
    }

    private static async Task RunAsync(IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("pdftocairo") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new StandInRefusedException("the demonstration's scans need pdftocairo; install poppler-utils");
        }

        using (process)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            try
            {
                await Task.WhenAll(process.StandardError.ReadToEndAsync(limit.Token), process.WaitForExitAsync(limit.Token));
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }

            if (process.ExitCode != 0) throw new StandInRefusedException("the demonstration's scans could not be made: pdftocairo failed");
        }
    }

    /// <summary>Width and height from a JPEG's frame header (ITU T.81 B.2.2).</summary>
    private static (int Width, int Height) Size(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 9 < jpeg.Length;)
        {
            var (marker, length) = (jpeg[at + 1], (jpeg[at + 2] << 8) | jpeg[at + 3]);
            // pdftocairo's grey is one component; pdftoppm's would be three.
            if (marker is >= 0xC0 and <= 0xC3 && jpeg[at + 9] == 1) return ((jpeg[at + 7] << 8) | jpeg[at + 8], (jpeg[at + 5] << 8) | jpeg[at + 6]);
            at += 2 + length;
        }

        throw new StandInRefusedException("the demonstration's scans could not be made: no image came of a page");
    }
}
