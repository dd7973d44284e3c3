using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BoroughBridge.Contracts;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>A record as JSON Schema 2020-12: its shape, its doc comments and the attributes that bound it. Unknown members are left to be tolerated.</summary>
internal static partial class SchemaMaker
{
    private static readonly JsonSerializerOptions Options = new(Wire.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly Lazy<Dictionary<string, string>> Docs = new(() => XDocument.Load(Path.Combine(AppContext.BaseDirectory, "BoroughBridge.Contracts.xml"))
        .Descendants("member").Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Words(member.Element("summary")!)));

    public static JsonObject Make(Type type)
    {
        var schema = Options.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"https://boroughbridge.example/contracts/schemas/{type.Name}.schema.json",
            ["title"] = type.Name,
        };
        foreach (var (name, value) in schema.ToArray())
        {
            schema.Remove(name);
            whole[name] = value;
        }

        return whole;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema) return context.PropertyInfo is null ? node : Describe(context, new JsonObject());

        WithoutNull(schema);
        if (context.PropertyInfo is not { AttributeProvider: PropertyInfo property })
        {
            if (context.Path.Length == 0 && Docs.Value.TryGetValue($"T:{context.TypeInfo.Type.FullName}", out var ofType)) schema.Insert(0, "description", ofType);

            return schema;
        }

        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>()) Bound(schema, attribute);
        if (Docs.Value.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var words)) schema.Insert(0, "description", words);

        return schema;
    }

    private static void Bound(JsonObject schema, ValidationAttribute attribute)
    {
        switch (attribute)
        {
            case RegularExpressionAttribute expression:
                schema["pattern"] = expression.Pattern;
                break;
            case StringLengthAttribute length:
                schema["minLength"] = length.MinimumLength;
                schema["maxLength"] = length.MaximumLength;
                break;
            case MinLengthAttribute length:
                schema["minItems"] = length.Length;
                break;
            case MaxLengthAttribute length:
                schema["maxItems"] = length.Length;
                break;
            case RangeAttribute range:
                schema["minimum"] = Convert.ToInt64(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
                schema["maximum"] = Convert.ToInt64(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case AllowedValuesAttribute { Values: [var only] }:
                schema["const"] = JsonValue.Create((string)only!);
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!)!)]);
                break;
            default:
                throw new NotSupportedException(attribute.GetType().Name);
        }
    }

    // What is not there is left out on the wire, never null.
    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is not JsonArray types) return;
        var named = types.Select(type => (string)type!).Where(type => type != "null").ToArray();
        schema["type"] = named.Length == 1 ? JsonValue.Create(named[0]) : throw new NotSupportedException("a member of several types");
    }

    private static string Words(XElement summary) => Spaces().Replace(string.Concat(summary.DescendantNodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => (see.Attribute("cref")?.Value ?? "").Split('.')[^1],
        XElement { Name.LocalName: "paramref" } parameter => parameter.Attribute("name")!.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
