using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>How a paper stands to one that is filed already for the same child, type and date.</summary>
internal enum Sameness
{
    Different,

    /// <summary>Much alike, with words of its own: a corrected version, or a bad scan. A person looks.</summary>
    Alike,

    /// <summary>The same paper scanned twice.</summary>
    Same,
}

/// <summary>Tells a second scan of the same paper from another version of it.</summary>
internal static class SecondScan
{
    private const double AlikeFrom = 0.75;
    private const double SureWordsAlone = 0.02;
    private const int Sure = 92;

    public static Sameness Compare(IReadOnlyList<PageReading> one, IReadOnlyList<PageReading> other)
    {
        if (one.Count != other.Count) return Sameness.Different;

        var (first, second) = (Words(one, 0), Words(other, 0));
        if (first.Count == 0 || second.Count == 0) return Sameness.Alike;

        var shared = Likeness.Shared(first, second);
        if (shared < AlikeFrom * Math.Max(first.Count, second.Count)) return Sameness.Different;

        return Alone(one, second) && Alone(other, first) ? Sameness.Same : Sameness.Alike;
    }

    // Words read with great confidence on one and nowhere on the other are what another version would have.
    private static bool Alone(IReadOnlyList<PageReading> pages, List<string> others)
    {
        var sure = Words(pages, Sure);

        return sure.Count - Likeness.Shared(sure, others) <= Math.Max(1, SureWordsAlone * sure.Count);
    }

    private static List<string> Words(IReadOnlyList<PageReading> pages, int confidence) =>
        [.. pages.SelectMany(page => page.Words).Where(word => word.Confidence >= confidence).Select(word => Letters.Fold(word.Text)).Where(word => word.Length > 1)];
}
