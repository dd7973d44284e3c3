using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BoroughBridge.Fhir;

/// <summary>
/// FHIR's JSON format. Writing is deterministic: the same record gives the same bytes. Reading is strict: our own intake takes
/// nothing it does not understand, and what is refused is named by element path, never by value.
/// </summary>
public static class FhirJson
{
    public const string ContentType = "application/fhir+json";

    /// <summary>Most bytes of a resource, unless the caller says otherwise.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>Deepest nesting of JSON.</summary>
    public const int MostDepth = 32;

    private static readonly JsonSerializerOptions Strict = Options(JsonUnmappedMemberHandling.Disallow);
    private static readonly JsonSerializerOptions Tolerant = Options(JsonUnmappedMemberHandling.Skip);

    /// <summary>The one form of a resource that is stored, hashed and sent: UTF-8, elements in the order of the records, <c>resourceType</c> first, nothing empty.</summary>
    /// <exception cref="ArgumentException">The object is not a <see cref="Resource"/>.</exception>
    public static byte[] Serialize(object resource) => JsonSerializer.SerializeToUtf8Bytes(
        resource as Resource ?? throw new ArgumentException("Not a FHIR resource.", nameof(resource)), Strict);

    /// <summary>As <see cref="Serialize"/>, as text.</summary>
    public static string Text(Resource resource) => Encoding.UTF8.GetString(Serialize(resource));

    /// <summary>Reads a resource and checks it by <see cref="FhirRules"/>.</summary>
    /// <exception cref="FhirException">It is too long, too deep, not JSON, names an unknown element, or breaks a rule.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, int mostBytes = MostBytes)
        where T : Resource => FhirRules.Ensure(Read<T>(utf8, mostBytes, Strict));

    /// <summary>Reads what others made, without the elements and contained resources that these records leave out. Never for our own intake.</summary>
    /// <exception cref="FhirException">As <see cref="Parse{T}"/>, save for unknown elements.</exception>
    public static T ParseTolerant<T>(ReadOnlySpan<byte> utf8, int mostBytes = MostBytes)
        where T : Resource
    {
        JsonGate.Check(utf8, mostBytes);

        return FhirRules.Ensure(Read<T>(JsonGate.WithoutUnknownResources(utf8), mostBytes, Tolerant));
    }

    private static T Read<T>(ReadOnlySpan<byte> utf8, int mostBytes, JsonSerializerOptions options)
        where T : Resource
    {
        JsonGate.Check(utf8, mostBytes);
        try
        {
            return JsonSerializer.Deserialize<Resource>(utf8, options) as T ?? throw new FhirException(new Fault(Fault.ResourceType, "resourceType"));
        }
        catch (JsonException e)
        {
            throw new FhirException(JsonGate.FaultOf(e));
        }
        catch (NotSupportedException)
        {
            throw new FhirException(new Fault(Fault.ResourceType, "resourceType")); // no resourceType at all
        }
    }

    private static JsonSerializerOptions Options(JsonUnmappedMemberHandling unknown)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MostDepth,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            AllowOutOfOrderMetadataProperties = true,
            UnmappedMemberHandling = unknown,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmptyLists, LetRulesRequire } },
        };
        options.MakeReadOnly();

        return options;
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.PropertyType != typeof(string)))
        {
            if (typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType))
                property.ShouldSerialize = static (_, value) => value is System.Collections.ICollection { Count: > 0 };
        }
    }

    // What is missing is reported by FhirRules, with its path.
    private static void LetRulesRequire(JsonTypeInfo type)
    {
        foreach (var property in type.Properties) property.IsRequired = false;
    }
}
