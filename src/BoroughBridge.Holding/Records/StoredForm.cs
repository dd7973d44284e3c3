using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Fhir;

namespace BoroughBridge.Holding.Records;

/// <summary>A resource in the one form it is stored in and answered with: validated once, here; from then on its bytes are only copied.</summary>
internal static class StoredForm
{
    /// <summary>Most bytes of a resource; documents go into the vault.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>The resource, checked against FHIR's rules and to be what the put says it is.</summary>
    /// <exception cref="RecordRefusedException">Not a resource, of another type or id, or against the rules: codes and element paths.</exception>
    public static Resource Read(RecordPut put)
    {
        var resource = put.Resource as Resource ?? throw new RecordRefusedException("resource-shape");
        if (resource.TypeName != put.Type) throw new RecordRefusedException("resource-type");
        if (resource.Id != put.Id) throw new RecordRefusedException("resource-id");
        var faults = FhirRules.Validate(resource);

        return faults.Count == 0 ? resource : throw new RecordRefusedException($"resource: {faults[0]}");
    }

    /// <summary>What makes this put different from the last, without what the store adds.</summary>
    public static byte[] Content(RecordPut put, Resource resource, IEnumerable<string> bodies)
    {
        var given = resource with { Meta = resource.Meta is { } meta ? new() { Profile = meta.Profile, Tag = meta.Tag } : null };
        var labels = string.Join(' ', put.Labels.Order(StringComparer.Ordinal));

        return [.. FhirJson.Serialize(given), .. Encoding.UTF8.GetBytes($"\n{put.ChildRef}\n{put.Kind}\n{put.Date:yyyy-MM-dd}\n{labels}\n{string.Join('\n', bodies)}")];
    }

    /// <summary>With version, time, source and security labels; tags and profiles that the adapter gave stay.</summary>
    public static Resource Stamped(Resource resource, string authority, RecordPut put, int version, DateTimeOffset recorded) => resource with
    {
        Meta = new()
        {
            VersionId = version.ToString(CultureInfo.InvariantCulture),
            LastUpdated = recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Source = $"urn:boroughbridge:{authority}:{put.Source}",
            Profile = resource.Meta?.Profile,
            Security = SecurityLabels.Of([.. put.Labels]),
            Tag = resource.Meta?.Tag ?? [CodeSystems.Medium.Coding("electronic")],
        },
    };

    /// <summary>The label variants of a resource, name and bytes: <c>full</c>, and the one without what its redacted labels protect.</summary>
    public static IReadOnlyList<(string Variant, byte[] Bytes)> Variants(Resource resource, IReadOnlyList<string> labels)
    {
        var full = FhirJson.Serialize(resource);
        if (full.Length > MostBytes) throw new RecordRefusedException("resource-too-large");
        var redacted = labels.Where(Labels.IsRedacted).Order(StringComparer.Ordinal).ToArray();
        if (redacted.Length == 0) return [(Labels.Variant([]), full)];

        // What the source marked goes; where it marked nothing, every place an address could stand goes.
        var marked = Redaction.Without(resource, redacted);
        var left = JsonNode.Parse(marked)!.AsObject();
        ProtectedAddress.TakeOut(left, wordsToo: marked.AsSpan().SequenceEqual(full));

        return [(Labels.Variant([]), full), (Labels.Variant(redacted), Bytes(left))];
    }

    private static byte[] Bytes(JsonObject resource)
    {
        using var buffer = new MemoryStream(2048);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = Wire.Json.Encoder })) resource.WriteTo(writer);

        return buffer.ToArray();
    }
}
