using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Access;
using BoroughBridge.Contracts;

namespace BoroughBridge.Holding.Records;

/// <summary>A resource in the one form it is stored in and answered with: validated once here, then only copied.</summary>
internal static class StoredForm
{
    /// <summary>Most bytes of a resource; documents go into the vault.</summary>
    public const int MostBytes = 1 << 20;

    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private const string Sensitivity = "https://boroughbridge.example/fhir/CodeSystem/sensitivity";

    private static readonly JsonWriterOptions Compact = new() { Encoder = Wire.Json.Encoder };

    /// <summary>The resource as an object, checked to be what the put says it is.</summary>
    /// <exception cref="RecordRefusedException">Not an object, or of another type or id.</exception>
    public static JsonObject Read(RecordPut put)
    {
        var resource = Serialised(put.Resource);
        if (Text(resource, "resourceType") != put.Type) throw new RecordRefusedException("resource-type");
        if (Text(resource, "id") != put.Id) throw new RecordRefusedException("resource-id");

        return resource;
    }

    /// <summary>What makes this put different from the last, without what the store adds.</summary>
    public static byte[] Content(RecordPut put, JsonObject resource, IEnumerable<string> bodies)
    {
        using var content = new MemoryStream(1024);
        content.Write(Bytes(resource));
        content.Write(Encoding.UTF8.GetBytes(
            $"\n{put.ChildRef}\n{put.Kind}\n{put.Date:yyyy-MM-dd}\n{string.Join(' ', put.Labels.Order(StringComparer.Ordinal))}\n{string.Join('\n', bodies)}"));

        return content.ToArray();
    }

    /// <summary>Sets version, time, source and security labels; tags and profiles that the adapter gave stay.</summary>
    public static void Stamp(JsonObject resource, string authority, RecordPut put, int version, DateTimeOffset recorded)
    {
        var given = resource["meta"] as JsonObject;
        var meta = new JsonObject();
        meta["versionId"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        meta["lastUpdated"] = recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        meta["source"] = $"https://boroughbridge.example/source/{authority}/{put.Source}";
        var security = new JsonArray(Coding(Confidentiality, put.Labels.Count == 0 ? "R" : "V"));
        foreach (var label in put.Labels.Order(StringComparer.Ordinal)) security.Add((JsonNode)Coding(Sensitivity, label));
        if (given?["profile"] is { } profile) meta["profile"] = profile.DeepClone();
        meta["security"] = security;
        if (given?["tag"] is { } tag) meta["tag"] = tag.DeepClone();
        resource.Remove("meta");
        resource.Insert(Math.Min(2, resource.Count), "meta", meta);
    }

    /// <summary>The label variants of a resource, name and bytes: <c>full</c>, and one for each set of labels that may be redacted.</summary>
    public static IReadOnlyList<(string Variant, byte[] Bytes)> Variants(JsonObject resource, IReadOnlyList<string> labels)
    {
        var full = Bytes(resource);
        if (full.Length > MostBytes) throw new RecordRefusedException("resource-too-large");
        var redacted = labels.Where(Labels.IsRedacted).Order(StringComparer.Ordinal).ToArray();
        if (redacted.Length == 0) return [(Labels.Variant([]), full)];

        Redaction.TakeOut(resource);

        return [(Labels.Variant([]), full), (Labels.Variant(redacted), Bytes(resource))];
    }

    private static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };

    private static string? Text(JsonObject resource, string name) => resource[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Serialised(object resource)
    {
        try
        {
            return (resource as JsonObject)?.DeepClone() as JsonObject
                ?? JsonSerializer.SerializeToNode(resource, resource.GetType(), Wire.Json) as JsonObject ?? throw new RecordRefusedException("resource-shape");
        }
        catch (JsonException)
        {
            throw new RecordRefusedException("resource-shape");
        }
    }

    private static byte[] Bytes(JsonObject resource)
    {
        using var buffer = new MemoryStream(2048);
        using (var writer = new Utf8JsonWriter(buffer, Compact)) resource.WriteTo(writer, Wire.Json);

        return buffer.ToArray();
    }
}
