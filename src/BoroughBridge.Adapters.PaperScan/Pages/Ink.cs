namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>How much is on a page, how much of it faint, and how much of it nobody read.</summary>
internal static class Ink
{
    /// <summary>Share of the writing without a word from which on something on the page is taken for unread: handwriting, a stamp, a dropped block.</summary>
    public const double UnreadFrom = 0.25;

    // Blanks measured at most 0.00001, the emptiest document page 0.0026.
    private const double BlankBelow = 0.0005;

    // Pencil is well above what counts as dark and a page of it is no blank page; what shines through from the back is fainter still.
    private const double FaintShareBelow = 0.0015;
    private const int FaintContrast = 24;
    private const int Cell = 64;

    private const double Margin = 0.05;
    private const double ReadFrom = 55;
    private const double RuleInches = 0.35;

    /// <summary>Blank: next to nothing dark on it and next to nothing faint.</summary>
    public static bool IsBlank(Raster page, double share) => share < BlankBelow && FaintShare(page) < FaintShareBelow;

    /// <summary>Share of pixels that are dark and have a dark majority about them, 5 % margin off: specks are not ink.</summary>
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

    /// <summary>Share of pixels clearly darker than the paper about them, however bright they are.</summary>
    public static double FaintShare(Raster page)
    {
        int left = (int)(page.Width * Margin), top = (int)(page.Height * Margin);
        long count = 0, all = 0;
        for (var cellTop = top; cellTop + Cell < page.Height - top; cellTop += Cell)
        {
            for (var cellLeft = left; cellLeft + Cell < page.Width - left; cellLeft += Cell)
            {
                var below = Median(page, cellLeft, cellTop) - FaintContrast;
                for (var y = cellTop + 1; y < cellTop + Cell - 1; y++)
                {
                    for (var x = cellLeft + 1; x < cellLeft + Cell - 1; x++)
                    {
                        all++;
                        if (page.Pixels[(y * page.Width) + x] < below && Neighbours(page, x, y, below) >= 5) count++;
                    }
                }
            }
        }

        return all == 0 ? 0 : count / (double)all;
    }

    /// <summary>Share of the writing, ruled lines left out, that lies in no box of a word read with some confidence.</summary>
    public static double Unread(Raster page, IReadOnlyList<Word> words, int dpi)
    {
        var dark = DarkBelow(page);
        var marks = new byte[page.Pixels.Length];
        for (var at = 0; at < marks.Length; at++) marks[at] = page.Pixels[at] < dark ? (byte)1 : (byte)0;
        TakeOutRules(marks, page.Width, page.Height, (int)(dpi * RuleInches));

        var pad = dpi / 50;
        long all = Count(marks, page, 0, 0, page.Width, page.Height, clear: false);
        foreach (var word in words.Where(word => word.Confidence >= ReadFrom))
            _ = Count(marks, page, word.X - pad, word.Y - pad, word.X + word.Width + pad, word.Y + word.Height + pad, clear: true);
        var left = Count(marks, page, 0, 0, page.Width, page.Height, clear: false);

        return all == 0 ? 0 : left / (double)all;
    }

    /// <summary>The page with the lines of forms and tables painted over.</summary>
    public static Raster WithoutRules(Raster page, int dpi)
    {
        var dark = DarkBelow(page);
        var marks = new byte[page.Pixels.Length];
        for (var at = 0; at < marks.Length; at++) marks[at] = page.Pixels[at] < dark ? (byte)1 : (byte)0;
        var before = (byte[])marks.Clone();
        TakeOutRules(marks, page.Width, page.Height, (int)(dpi * RuleInches));
        var clean = (byte[])page.Pixels.Clone();
        for (var at = 0; at < marks.Length; at++)
        {
            if (before[at] != marks[at]) clean[at] = 255;
        }

        return new(page.Width, page.Height, clean);
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

    /// <summary>What may be writing in a light pen on this paper.</summary>
    public static int FaintBelow(Raster page) => (int)(DarkBelow(page) * 1.2);

    private static int Median(Raster page, int left, int top)
    {
        Span<int> histogram = stackalloc int[256];
        for (var y = top; y < top + Cell; y += 2)
        {
            for (var x = left; x < left + Cell; x += 2) histogram[page.Pixels[(y * page.Width) + x]]++;
        }

        var (value, seen) = (0, histogram[0]);
        while (seen < Cell * Cell / 8) seen += histogram[++value];

        return value;
    }

    // Long straight runs are lines of forms, tables and edges.
    private static void TakeOutRules(byte[] marks, int width, int height, int longest)
    {
        for (var y = 0; y < height; y++) TakeOut(marks, y * width, 1, width, longest);
        for (var x = 0; x < width; x++) TakeOut(marks, x, width, height, longest);
    }

    private static void TakeOut(byte[] marks, int start, int step, int count, int longest)
    {
        for (var at = 0; at < count; at++)
        {
            var from = at;
            while (at < count && marks[start + (at * step)] != 0) at++;
            if (at - from < longest) continue;

            for (var run = from; run < at; run++) marks[start + (run * step)] = 0;
        }
    }

    // Marks with company, inside the page's margin; counted, and struck out if asked.
    private static long Count(byte[] marks, Raster page, int left, int top, int right, int bottom, bool clear)
    {
        int marginX = (int)(page.Width * Margin / 2) + 1, marginY = (int)(page.Height * Margin / 2) + 1;
        long count = 0;
        for (var y = Math.Max(marginY, top); y < Math.Min(page.Height - marginY, bottom); y++)
        {
            for (var x = Math.Max(marginX, left); x < Math.Min(page.Width - marginX, right); x++)
            {
                var at = (y * page.Width) + x;
                if (clear) marks[at] = 0;
                else if (marks[at] != 0 && marks[at - 1] + marks[at + 1] + marks[at - page.Width] + marks[at + page.Width] >= 2) count++;
            }
        }

        return count;
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
