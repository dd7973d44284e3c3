namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>How much is on a page. A blank page is known by its ink, with specks and the margin left out.</summary>
internal static class Ink
{
    /// <summary>Blank below this share of dark pixels: blanks measured at most 0.00001, the emptiest document page 0.0026.</summary>
    public const double BlankBelow = 0.0005;

    private const double Margin = 0.05;

    /// <summary>Share of pixels that are dark and have a dark majority about them, 5 % margin off.</summary>
    public static double Share(Raster page)
    {
        int left = (int)(page.Width * Margin), top = (int)(page.Height * Margin);
        int right = page.Width - left - 1, bottom = page.Height - top - 1;
        if (right - left < 3 || bottom - top < 3) return 1;

        var dark = DarkBelow(page);
        long count = 0;
        for (var y = top + 1; y < bottom; y++)
        {
            for (var x = left + 1; x < right; x++)
            {
                if (page.Pixels[(y * page.Width) + x] < dark && Neighbours(page, x, y, dark) >= 5) count++;
            }
        }

        return count / (double)((right - left - 1) * (long)(bottom - top - 1));
    }

    /// <summary>What counts as dark on this paper: well under the commonest bright value.</summary>
    public static int DarkBelow(Raster page)
    {
        Span<int> histogram = stackalloc int[256];
        for (var at = 0; at < page.Pixels.Length; at += 7) histogram[page.Pixels[at]]++;

        var paper = 255;
        for (var value = 128; value < 256; value++)
        {
            if (histogram[value] > histogram[paper]) paper = value;
        }

        return Math.Max(60, (int)(paper * 0.65));
    }

    private static int Neighbours(Raster page, int x, int y, int dark)
    {
        var count = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            var row = ((y + dy) * page.Width) + x;
            for (var dx = -1; dx <= 1; dx++)
            {
                if (page.Pixels[row + dx] < dark) count++;
            }
        }

        return count;
    }
}
