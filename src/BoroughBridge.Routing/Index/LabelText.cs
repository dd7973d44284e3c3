namespace BoroughBridge.Routing.Index;

/// <summary>Labels as one column keeps them: joined by commas, which no label may hold.</summary>
internal static class LabelText
{
    public static string Join(IReadOnlyList<string> labels) => string.Join(',', labels.Distinct().Order(StringComparer.Ordinal));

    public static IReadOnlyList<string> Split(string text) => text.Length == 0 ? [] : text.Split(',');
}
