using System.Text.Json;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>
/// What in a schema breaks those who write or read its released form. A contract changes by addition only: a new optional member, a new value of
/// an enumeration, other words. Anything else is a new record under a new name.
/// </summary>
internal static class Compatibility
{
    private static readonly string[] Fixed = ["$id", "type", "const", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "$ref"];

    /// <summary>Path and kind of every break; empty where there is none.</summary>
    public static IReadOnlyList<string> Breaks(JsonElement released, JsonElement now)
    {
        var breaks = new List<string>();
        Compare(released, now, "", breaks);

        return breaks;
    }

    private static void Compare(JsonElement released, JsonElement now, string at, List<string> breaks)
    {
        if (released.ValueKind != now.ValueKind)
        {
            breaks.Add($"{at}: kind");
            return;
        }

        if (released.ValueKind != JsonValueKind.Object) return;
        foreach (var keyword in Fixed)
        {
            if (Text(released, keyword) != Text(now, keyword)) breaks.Add($"{at}: {keyword}");
        }

        var lost = Values(released, "enum").Except(Values(now, "enum"));
        var (had, has) = (released.TryGetProperty("enum", out _), now.TryGetProperty("enum", out _));
        if (has && (!had || lost.Any())) breaks.Add($"{at}: enum narrowed");
        if (had && !has) breaks.Add($"{at}: enum dropped");
        foreach (var name in Values(now, "required").Except(Values(released, "required"))) breaks.Add($"{at}/{name}: made required");
        foreach (var name in Values(released, "required").Except(Values(now, "required"))) breaks.Add($"{at}/{name}: no longer promised");

        if (released.TryGetProperty("properties", out var members))
        {
            var present = now.TryGetProperty("properties", out var found) ? found : default;
            foreach (var member in members.EnumerateObject())
            {
                if (present.ValueKind != JsonValueKind.Object || !present.TryGetProperty(member.Name, out var same)) breaks.Add($"{at}/{member.Name}: removed");
                else Compare(member.Value, same, $"{at}/{member.Name}", breaks);
            }
        }

        if (released.TryGetProperty("items", out var items))
        {
            if (now.TryGetProperty("items", out var same)) Compare(items, same, $"{at}[]", breaks);
            else breaks.Add($"{at}[]: removed");
        }
    }

    private static string? Text(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetRawText() : null;

    private static IEnumerable<string> Values(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var values) ? values.EnumerateArray().Select(value => value.GetString()!) : [];
}
