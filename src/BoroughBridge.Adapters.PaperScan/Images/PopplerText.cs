using System.Globalization;
using System.Text.RegularExpressions;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>An image as pdfimages lists it.</summary>
internal sealed record ListedImage(int Page, int Width, int Height, int Dpi);

/// <summary>What pdfinfo and pdfimages print.</summary>
internal static partial class PopplerText
{
    /// <summary>Page sizes in points, in page order.</summary>
    public static IReadOnlyList<(double Width, double Height)> PageSizes(string info) =>
    [
        .. PageSize().Matches(info).Select(match => (Number(match.Groups[1].Value), Number(match.Groups[2].Value))),
    ];

    public static IReadOnlyList<ListedImage> Images(string list)
    {
        var images = new List<ListedImage>();
        foreach (var line in list.Split('\n').Skip(2))
        {
            var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length < 14 || cells[2] is not ("image" or "stencil" or "mask")) continue;
            if (!int.TryParse(cells[0], out var page) || !int.TryParse(cells[3], out var width) || !int.TryParse(cells[4], out var height)) continue;

            images.Add(new(page, width, height, int.TryParse(cells[^4], out var dpi) ? dpi : 0));
        }

        return images;
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.MaxValue;

    [GeneratedRegex(@"^Page\s+\d+ size:\s+([\d.e+]+) x ([\d.e+]+) pts", RegexOptions.Multiline, 1000)]
    private static partial Regex PageSize();
}
