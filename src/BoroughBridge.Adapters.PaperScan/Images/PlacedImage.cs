using System.Globalization;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Encoded image data as it lies in the file, with the PDF entries that decode it: nothing is re-encoded, nothing is decoded
/// here. Top is the rows of the page above it, for a page may come in strips; Entries are PDF image dictionary entries: colour space, filter, parameters.</summary>
internal sealed record ImageStrip(int Top, int Width, int Height, string Entries, ReadOnlyMemory<byte> Data);

/// <summary>One page of a TIFF, JPEG or PNG.</summary>
internal sealed record ImagePage(int Width, int Height, double Dpi, IReadOnlyList<ImageStrip> Strips)
{
    private const double A4Width = 8.27;

    /// <summary>A resolution that can be: what the file says, else what would make it as wide as A4.</summary>
    public static double Resolution(double said, int width, int height) => said is >= 36 and <= 2400 ? said : Math.Clamp(Math.Min(width, height) / A4Width, 72, 600);

    public string PointsWide => Points(Width);

    public string PointsHigh => Points(Height);

    public string Points(int pixels) => (pixels * 72 / Dpi).ToString("0.###", CultureInfo.InvariantCulture);
}
