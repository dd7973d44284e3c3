using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace BoroughBridge.IntegrationTests.StandIns;

/// <summary>As much of OpenAPI 3.0 as contracts/ics/openapi.yaml uses: finds an operation, checks a value against its schema. A keyword it does not know is an error.</summary>
internal sealed class OpenApiContract
{
    private static readonly HashSet<string> Known =
        ["type", "properties", "required", "additionalProperties", "items", "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "maxItems", "$ref", "description"];

    private readonly JsonObject root;

    private OpenApiContract(JsonObject root) => this.root = root;

    public static OpenApiContract Ics { get; } = Load(Path.Combine(RepositoryRoot(), "contracts/ics/openapi.yaml"));

    public IEnumerable<string> Paths => root["paths"]!.AsObject().Select(path => path.Key);

    /// <summary>The GET whose path template the path fits; none where there is none.</summary>
    public (string Template, JsonObject Operation)? Find(string path)
    {
        foreach (var (template, item) in root["paths"]!.AsObject().OrderBy(pair => pair.Key.Contains('{', StringComparison.Ordinal)))
            if (Regex.IsMatch(path, "^" + Regex.Replace(template, "\\{[^}]+\\}", "[^/]+") + "$")) return (template, item!["get"]!.AsObject());

        return null;
    }

    public IReadOnlyList<string> QueryParameters(JsonObject operation) =>
        [.. (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!.AsObject())).Where(parameter => (string?)parameter["in"] == "query").Select(parameter => (string)parameter["name"]!)];

    /// <summary>The schema of an answer; none where the contract does not give this status, or gives no JSON.</summary>
    public JsonObject? Schema(JsonObject operation, int status) =>
        operation["responses"]![status.ToString(CultureInfo.InvariantCulture)] is JsonObject response
            && Resolve(response)["content"]!.AsObject().FirstOrDefault(content => content.Key.EndsWith("json", StringComparison.Ordinal)).Value is { } content
            ? content["schema"]!.AsObject() : null;

    /// <summary>Everything about a value that the schema does not allow, as paths.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonObject schema, string at = "$")
    {
        schema = Resolve(schema);
        if (schema.FirstOrDefault(keyword => !Known.Contains(keyword.Key)) is { Key: { } strange }) throw new NotSupportedException(strange);
        var right = (string?)schema["type"] switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            var other => throw new NotSupportedException(other),
        };
        if (!right) return [$"{at}: type"];

        return value.ValueKind switch
        {
            JsonValueKind.Object => ObjectFaults(value, schema, at),
            JsonValueKind.Array => ArrayFaults(value, schema, at),
            JsonValueKind.String => TextFaults(value.GetString()!, schema, at),
            JsonValueKind.Number => NumberFaults(value.GetInt64(), schema, at),
            _ => [],
        };
    }

    private IEnumerable<string> ObjectFaults(JsonElement value, JsonObject schema, string at)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        foreach (var name in schema["required"]?.AsArray() ?? [])
            if (!value.TryGetProperty((string)name!, out _)) yield return $"{at}.{name}: required";
        foreach (var member in value.EnumerateObject())
        {
            if (properties[member.Name] is JsonObject property)
                foreach (var fault in Faults(member.Value, property, $"{at}.{member.Name}")) yield return fault;
            else if (schema["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>())
                yield return $"{at}.{member.Name}: not in the contract";
        }
    }

    private IEnumerable<string> ArrayFaults(JsonElement value, JsonObject schema, string at)
    {
        if (schema["maxItems"] is { } most && value.GetArrayLength() > most.GetValue<long>()) yield return $"{at}: maxItems";
        foreach (var (index, item) in value.EnumerateArray().Index())
            foreach (var fault in Faults(item, schema["items"]!.AsObject(), $"{at}[{index}]")) yield return fault;
    }

    private static IEnumerable<string> TextFaults(string text, JsonObject schema, string at)
    {
        if (schema["enum"] is JsonArray values && !values.Any(allowed => (string?)allowed == text)) yield return $"{at}: enum";
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!)) yield return $"{at}: pattern";
        if (schema["minLength"] is { } least && text.Length < least.GetValue<long>()) yield return $"{at}: minLength";
        if (schema["maxLength"] is { } most && text.Length > most.GetValue<long>()) yield return $"{at}: maxLength";
        if ((string?)schema["format"] == "date" && !DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)) yield return $"{at}: date";
        if ((string?)schema["format"] == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)) yield return $"{at}: date-time";
    }

    private static IEnumerable<string> NumberFaults(long number, JsonObject schema, string at)
    {
        if (schema["minimum"] is { } least && number < least.GetValue<long>()) yield return $"{at}: minimum";
        if (schema["maximum"] is { } most && number > most.GetValue<long>()) yield return $"{at}: maximum";
    }

    private JsonObject Resolve(JsonObject item)
    {
        while ((string?)item["$ref"] is { } reference)
            item = reference[2..].Split('/').Aggregate((JsonNode)root, (node, name) => node[name] ?? throw new InvalidOperationException(reference)).AsObject();

        return item;
    }

    private static OpenApiContract Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(file);
        yaml.Load(reader);

        return new(ToJson(yaml.Documents[0].RootNode)!.AsObject());
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain when long.TryParse(plain.Value, out var number) => number,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException(),
    };

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BoroughBridge.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");

        return folder;
    }
}
