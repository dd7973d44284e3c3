using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace BoroughBridge.Fhir;

/// <summary>
/// The first look at JSON from outside, before any of it becomes an object: size, depth, form, and FHIR's rule that nothing is null
/// or empty. Paths it reports are made of element names only.
/// </summary>
internal static partial class JsonGate
{
    private static readonly HashSet<string> Modelled =
        [.. typeof(Resource).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(derived => (string)derived.TypeDiscriminator!)];

    public static void Check(ReadOnlySpan<byte> utf8, int mostBytes)
    {
        if (utf8.Length > mostBytes) throw new FhirException(new Fault(Fault.TooLong, "$"));

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = FhirJson.MostDepth });
        var path = new PathTracker();
        try
        {
            var before = JsonTokenType.None;
            while (reader.Read())
            {
                path.Take(ref reader);
                var empty = reader.TokenType switch
                {
                    JsonTokenType.Null => true,
                    JsonTokenType.EndObject => before == JsonTokenType.StartObject,
                    JsonTokenType.EndArray => before == JsonTokenType.StartArray,
                    JsonTokenType.String => reader.HasValueSequence ? reader.ValueSequence.IsEmpty : reader.ValueSpan.IsEmpty,
                    _ => false,
                };
                if (empty) throw new FhirException(new Fault(Fault.Empty, path.Text));
                before = reader.TokenType;
            }
        }
        catch (JsonException)
        {
            throw new FhirException(new Fault(reader.CurrentDepth >= FhirJson.MostDepth ? Fault.TooDeep : Fault.Malformed, path.Text));
        }
        catch (InvalidOperationException)
        {
            throw new FhirException(new Fault(Fault.Malformed, path.Text)); // a name or text that is not valid UTF-8
        }
    }

    /// <summary>What a reader's exception says, without its message, which may quote the input.</summary>
    public static Fault FaultOf(JsonException e)
    {
        var path = SafePath(e.Path);
        var code = e.Message switch
        {
            var text when text.Contains("could not be mapped", StringComparison.Ordinal) => Fault.UnknownElement,
            var text when text.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) => Fault.Twice,
            var text when text.Contains("type discriminator", StringComparison.Ordinal) => Fault.ResourceType,
            _ => Fault.Malformed,
        };

        return new(code, code != Fault.ResourceType ? path : path == "$" ? "resourceType" : path + ".resourceType");
    }

    /// <summary>The JSON without contained, outcome and entry resources of types these records do not have.</summary>
    public static byte[] WithoutUnknownResources(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var root = JsonNode.Parse(utf8, documentOptions: new() { MaxDepth = FhirJson.MostDepth, AllowDuplicateProperties = false });
            Prune(root);

            return Encoding.UTF8.GetBytes(root!.ToJsonString());
        }
        catch (JsonException e)
        {
            throw new FhirException(FaultOf(e));
        }
    }

    private static void Prune(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Prune(item);
        }
        else if (node is JsonObject record)
        {
            foreach (var name in record.Select(pair => pair.Key).ToArray())
            {
                if (name is "resource" or "outcome" && IsUnknown(record[name])) record.Remove(name);
                if (name == "contained" && record[name] is JsonArray contained)
                {
                    contained.RemoveAll(IsUnknown);
                    if (contained.Count == 0) record.Remove(name);
                }

                Prune(record[name]);
            }
        }
    }

    private static bool IsUnknown(JsonNode? node) =>
        node is JsonObject record && record["resourceType"] is JsonValue type && type.TryGetValue<string>(out var name) && !Modelled.Contains(name);

    internal static string SafeName(string name) => ElementName().IsMatch(name) ? name : "?";

    private static string SafePath(string? path)
    {
        if (string.IsNullOrEmpty(path) || path == "$") return "$";
        var text = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

        return text.Length <= 256 && ElementPath().IsMatch(text) ? text : "?";
    }

    [GeneratedRegex(@"^_?[A-Za-z][A-Za-z0-9]{0,40}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ElementName();

    [GeneratedRegex(@"^_?[A-Za-z][A-Za-z0-9]{0,40}(\[[0-9]+\])*(\._?[A-Za-z][A-Za-z0-9]{0,40}(\[[0-9]+\])*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex ElementPath();
}
