namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>How alike two texts are, by their words, order aside.</summary>
internal static class Likeness
{
    /// <summary>Words in both, each as often as it is in both.</summary>
    public static int Shared(IReadOnlyCollection<string> one, IReadOnlyCollection<string> other)
    {
        var counts = one.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        var shared = 0;
        foreach (var word in other)
        {
            if (!counts.TryGetValue(word, out var left) || left == 0) continue;

            counts[word] = left - 1;
            shared++;
        }

        return shared;
    }
}
