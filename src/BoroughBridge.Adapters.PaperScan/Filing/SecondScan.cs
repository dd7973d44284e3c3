using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>How a paper stands to one that is filed already for the same child.</summary>
internal enum Sameness
{
    Different,

    /// <summary>Much alike, and not surely the same: a corrected version, another letter on the same form, or a bad scan. A person looks.</summary>
    Alike,

    /// <summary>The same paper scanned twice.</summary>
    Same,
}

/// <summary>
/// Tells a second scan of the same paper from another version of it. Two letters may differ in one word, so the same means: every word that is
/// on one and not on the other stands, misread, in the same place. Handwriting the reader passed over could differ, so with ink unread nothing is the same.
/// </summary>
internal static class SecondScan
{
    private const double AlikeFrom = 0.75;
    private const double SamePlace = 0.06;
    private const int Sure = 92;

    public static Sameness Compare(IReadOnlyList<PageReading> one, IReadOnlyList<PageReading> other)
    {
        if (one.Count != other.Count) return Sameness.Different;

        var pairs = one.Zip(other).ToArray();
        var (first, second) = (one.SelectMany(Words).ToArray(), other.SelectMany(Words).ToArray());
        if (first.Length == 0 || second.Length == 0) return Sameness.Alike;

        var shared = Likeness.Shared([.. first.Select(word => word.Text)], [.. second.Select(word => word.Text)]);
        if (shared < AlikeFrom * Math.Max(first.Length, second.Length)) return Sameness.Different;

        return pairs.All(pair => pair.First.UnreadInk < Ink.UnreadFrom && pair.Second.UnreadInk < Ink.UnreadFrom && Explained(Words(pair.First), Words(pair.Second)))
            ? Sameness.Same
            : Sameness.Alike;
    }

    private static bool Explained(IReadOnlyList<Placed> one, IReadOnlyList<Placed> other)
    {
        var (left, right) = (Left(one, other), Left(other, one));

        return left.All(word => IsSpeck(word) || right.Any(match => Misread(word, match))) && right.All(word => IsSpeck(word) || left.Any(match => Misread(word, match)));
    }

    // What is over when equal words are struck out, each as often as it is in both.
    private static List<Placed> Left(IReadOnlyList<Placed> of, IReadOnlyList<Placed> against)
    {
        var counts = against.GroupBy(word => word.Text).ToDictionary(group => group.Key, group => group.Count());
        var left = new List<Placed>();
        foreach (var word in of)
        {
            if (counts.TryGetValue(word.Text, out var count) && count > 0) counts[word.Text] = count - 1;
            else left.Add(word);
        }

        return left;
    }

    // A figure is never taken for a misreading of another: it is what a corrected version would differ in.
    private static bool Misread(Placed word, Placed match) =>
        Math.Abs(word.X - match.X) < SamePlace && Math.Abs(word.Y - match.Y) < SamePlace
        && (word.Confidence < Sure || match.Confidence < Sure)
        && !word.Text.Any(char.IsDigit) && !match.Text.Any(char.IsDigit)
        && Letters.Distance(word.Text, match.Text, Most(word, match)) <= Most(word, match);

    private static int Most(Placed word, Placed match) => Math.Max(word.Text.Length, match.Text.Length) / 3;

    private static bool IsSpeck(Placed word) => word.Confidence < 60 && word.Text.Length <= 2 && !word.Text.Any(char.IsDigit);

    private static Placed[] Words(PageReading page) =>
    [
        .. page.Words.Select(word => new Placed(Letters.Fold(word.Text), word.X / (double)page.Width, word.Y / (double)page.Height, word.Confidence))
            .Where(word => word.Text.Length > 1 || word.Text.Any(char.IsDigit)),
    ];

    private sealed record Placed(string Text, double X, double Y, int Confidence);
}
