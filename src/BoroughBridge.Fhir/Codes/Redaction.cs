using System.Text.Json;
using System.Text.Json.Nodes;

namespace BoroughBridge.Fhir;

/// <summary>Makes a label variant of a resource: each element marked with <see cref="SecurityLabels.Inline"/> loses its value and keeps the fact that it was there.</summary>
public static class Redaction
{
    /// <summary>What stands in the place of a protected address (EDGE-18).</summary>
    public const string AddressProtected = "address protected, ask duty team";

    /// <summary>
    /// The resource's bytes without the values marked with any of the labels; the same bytes where nothing is marked so. The narrative goes too,
    /// since it may repeat them.
    /// </summary>
    public static byte[] Without(Resource resource, IReadOnlyCollection<string> labels)
    {
        var bytes = FhirJson.Serialize(resource);
        if (labels.Count == 0) return bytes;

        var root = JsonNode.Parse(bytes)!.AsObject();
        if (!Blank(root, labels)) return bytes;
        root.Remove("text");
        var redacted = (DomainResource)FhirJson.Parse<Resource>(JsonSerializer.SerializeToUtf8Bytes(root));
        var security = redacted.Meta?.Security ?? [];

        return FhirJson.Serialize(redacted with { Meta = (redacted.Meta ?? new()) with { Security = [.. security, Redacted] } });
    }

    private static readonly Coding Redacted = new() { System = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", Code = "REDACTED", Display = "redacted" };

    private static bool Blank(JsonNode? node, IReadOnlyCollection<string> labels)
    {
        if (node is JsonArray list) return list.Aggregate(false, (any, item) => Blank(item, labels) || any);
        if (node is not JsonObject element) return false;
        if (!IsMarked(element, labels)) return element.Select(pair => pair.Value).ToArray().Aggregate(false, (any, value) => Blank(value, labels) || any);

        var isAddress = element.ContainsKey("line") || element.ContainsKey("postalCode") || element.ContainsKey("city") || element.ContainsKey("text");
        var use = element["use"]?.DeepClone();
        var kept = element["extension"]!.AsArray().Where(extension => (string?)extension?["url"] == Extensions.InlineSecurityLabel).Select(extension => extension!.DeepClone()).ToArray();
        element.Clear();
        element["extension"] = new JsonArray([.. kept, new JsonObject { ["url"] = Extensions.DataAbsentReason, ["valueCode"] = "masked" }]);
        if (use is not null) element["use"] = use;
        if (isAddress) element["text"] = AddressProtected;

        return true;
    }

    private static bool IsMarked(JsonObject element, IReadOnlyCollection<string> labels) =>
        element["extension"] is JsonArray extensions && extensions.Any(extension =>
            (string?)extension?["url"] == Extensions.InlineSecurityLabel && (string?)extension["valueCoding"]?["code"] is { } label && labels.Contains(label));
}
