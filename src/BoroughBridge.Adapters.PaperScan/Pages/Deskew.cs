namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>
/// Straightens a page before it is read: Tesseract drops whole blocks of a page that lies two degrees off, and its confidence stays high.
/// The angle is the one at which the dark dots fall into the sharpest rows.
/// </summary>
internal static class Deskew
{
    /// <summary>Turned back only from this angle on, in degrees.</summary>
    public const double WorthTurning = 0.25;

    private const double Widest = 7;
    private const int LookWidth = 900;
    private const int MostDots = 60_000;

    /// <summary>The angle of the text in degrees, clockwise positive; 0 where there is too little to tell.</summary>
    public static double AngleOf(Raster page)
    {
        var dots = Dots(page);
        if (dots.Count < 200) return 0;

        var best = Best(dots, 0, Widest, 0.5);
        best = Best(dots, best, 0.4, 0.1);

        return Math.Abs(best) >= Widest ? 0 : best;
    }

    /// <summary>The page turned back by an angle, same size, white where there was nothing.</summary>
    public static Raster Straighten(Raster page, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        double middleX = page.Width / 2.0, middleY = page.Height / 2.0;
        var straight = new byte[page.Pixels.Length];
        for (var y = 0; y < page.Height; y++)
        {
            var fromX = middleX - (middleX * cos) - ((y - middleY) * sin);
            var fromY = middleY - (middleX * sin) + ((y - middleY) * cos);
            for (var x = 0; x < page.Width; x++, fromX += cos, fromY += sin) straight[(y * page.Width) + x] = page.At(fromX, fromY);
        }

        return new(page.Width, page.Height, straight);
    }

    // Dots of the inner page only, thinned: holes and black edges are not text.
    private static List<(float X, float Y)> Dots(Raster page)
    {
        var step = Math.Max(1, page.Width / LookWidth);
        var dark = Ink.DarkBelow(page);
        int marginX = page.Width / 14, marginY = page.Height / 20;
        var dots = new List<(float, float)>(MostDots);
        for (var y = marginY; y < page.Height - marginY; y += step)
        {
            for (var x = marginX; x < page.Width - marginX; x += step)
            {
                if (page.Pixels[(y * page.Width) + x] < dark) dots.Add((x / (float)step, y / (float)step));
            }
        }

        if (dots.Count <= MostDots) return dots;

        var every = (dots.Count / MostDots) + 1;

        return [.. dots.Where((_, at) => at % every == 0)];
    }

    private static double Best(List<(float X, float Y)> dots, double about, double reach, double step)
    {
        var (best, bestScore) = (about, double.MinValue);
        for (var angle = about - reach; angle <= about + reach + 1e-9; angle += step)
        {
            var score = Sharpness(dots, angle);
            if (score > bestScore) (best, bestScore) = (angle, score);
        }

        return Math.Round(best, 2);
    }

    private static double Sharpness(List<(float X, float Y)> dots, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var rows = new Dictionary<int, int>(2048);
        foreach (var (x, y) in dots)
        {
            var row = (int)Math.Round((y * cos) - (x * sin));
            rows[row] = rows.GetValueOrDefault(row) + 1;
        }

        double score = 0;
        foreach (var (row, count) in rows)
        {
            double step = count - rows.GetValueOrDefault(row + 1);
            score += step * step;
        }

        return score;
    }
}
