using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>JSON Schema 2020-12 for the keywords our schemas use. A keyword it does not know is an error, so that none is passed over.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Silent = ["$schema", "$id", "title", "description"];

    /// <summary>Paths and keywords of everything that does not hold.</summary>
    public static IReadOnlyList<string> Faults(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(schema, schema, value, "", faults);

        return faults;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.ValueKind == JsonValueKind.True) return;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (Silent.Contains(keyword.Name)) continue;
            var rule = keyword.Value;
            var holds = keyword.Name switch
            {
                "type" => rule.GetString() == TypeOf(value),
                "const" => value.ValueKind == JsonValueKind.String && value.GetString() == rule.GetString(),
                "enum" => value.ValueKind == JsonValueKind.String && rule.EnumerateArray().Any(item => item.GetString() == value.GetString()),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)),
                "format" => value.ValueKind != JsonValueKind.String || HasFormat(rule.GetString()!, value.GetString()!),
                "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
                "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
                "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
                "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
                "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
                "properties" => Properties(root, rule, value, at, faults),
                "items" => Items(root, rule, value, at, faults),
                "$ref" => Follow(root, rule.GetString()!, value, at, faults),
                _ => throw new NotSupportedException($"keyword {keyword.Name} at {at}"),
            };
            if (!holds) faults.Add($"{at}: {keyword.Name}");
        }
    }

    private static bool Properties(JsonElement root, JsonElement rule, JsonElement value, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        foreach (var property in rule.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var member)) Check(root, property.Value, member, $"{at}/{property.Name}", faults);
        }

        return true;
    }

    private static bool Items(JsonElement root, JsonElement rule, JsonElement value, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        foreach (var (index, item) in value.EnumerateArray().Index()) Check(root, rule, item, $"{at}/{index}", faults);

        return true;
    }

    private static bool Follow(JsonElement root, string reference, JsonElement value, string at, List<string> faults)
    {
        var target = reference.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));
        Check(root, target, value, at, faults);

        return true;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => throw new NotSupportedException($"format {format}"),
    };
}
