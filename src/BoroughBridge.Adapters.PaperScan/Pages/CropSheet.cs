namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>A place on a page, in pixels.</summary>
internal sealed record Box(int X, int Y, int Width, int Height);

/// <summary>
/// Identity words and values cut out of a page, enlarged and set one below the other with room about them: a second look at just those, without the
/// rules, stamps and neighbours that misled the first.
/// </summary>
internal sealed class CropSheet
{
    /// <summary>Places looked at again, at most.</summary>
    public const int Most = 32;

    /// <summary>Dots per inch that the sheet's letters are the size of.</summary>
    public const int Dpi = 300;

    private const int LineHeight = 44;
    private const int Pitch = 120;
    private const int Edge = 60;
    private const int MostScale = 4;
    private const int Widest = 3000;
    private readonly int count;

    private CropSheet(Raster image, int count) => (Image, this.count) = (image, count);

    public Raster Image { get; }

    public static CropSheet Of(IReadOnlyList<Raster> cuts)
    {
        var width = Math.Min(Widest, cuts.Max(cut => cut.Width)) + (2 * Edge);
        var sheet = new byte[width * ((Pitch * cuts.Count) + Edge)];
        Array.Fill(sheet, (byte)255);
        for (var row = 0; row < cuts.Count; row++)
        {
            for (var y = 0; y < Math.Min(cuts[row].Height, Pitch - 10); y++)
                cuts[row].Pixels.AsSpan(y * cuts[row].Width, Math.Min(Widest, cuts[row].Width)).CopyTo(sheet.AsSpan((((row * Pitch) + (Edge / 2) + y) * width) + Edge));
        }

        return new(new(width, (Pitch * cuts.Count) + Edge, sheet), cuts.Count);
    }

    /// <summary>What was read on the sheet, by the place of the cut.</summary>
    public IReadOnlyDictionary<int, (string Text, int Confidence)> Rows(IReadOnlyList<Word> read) => read
        .GroupBy(word => Math.Clamp((word.Y + (word.Height / 2) - (Edge / 2)) / Pitch, 0, count - 1))
        .ToDictionary(row => row.Key, row => (string.Join(' ', row.OrderBy(word => word.X).Select(word => word.Text)), row.Min(word => word.Confidence)));

    /// <summary>A place's pixels with a little paper about them, letters about as high as the sheet's.</summary>
    public static Raster Cut(Raster page, Box box)
    {
        var pad = Math.Max(3, box.Height / 5);
        int left = Math.Max(0, box.X - pad), top = Math.Max(0, box.Y - pad);
        int right = Math.Min(page.Width - 1, box.X + box.Width + pad), bottom = Math.Min(page.Height - 1, box.Y + box.Height + pad);
        var scale = Math.Clamp(LineHeight / (double)Math.Max(1, box.Height), 0.5, MostScale);
        int width = Math.Max(1, (int)((right - left) * scale)), height = Math.Max(1, (int)((bottom - top) * scale));
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) pixels[(y * width) + x] = page.At(left + (x / scale), top + (y / scale));
        }

        return new(width, height, pixels);
    }

    /// <summary>Whether a word carries figures as ids do.</summary>
    public static bool LooksLikeId(Word word)
    {
        var figures = word.Text.Count(char.IsAsciiDigit);

        return figures >= 4 && word.Text.Length <= 24 && figures * 2 >= word.Text.Length && !word.Text.Contains('/', StringComparison.Ordinal);
    }
}
