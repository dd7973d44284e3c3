using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>A released contract changes by addition only. <c>contracts/released/v1</c> is what others have built on.</summary>
internal sealed class CompatibilityTests
{
    private static readonly string Released = Path.Combine(Published.Folder, "released", "v1");

    private static readonly JsonObject Old = JsonNode.Parse("""
        {
          "$id": "x", "type": "object", "required": ["a", "list"],
          "properties": {
            "a": { "type": "string", "pattern": "^x$" }, "b": { "type": "integer", "minimum": 1 }, "day": { "type": "string", "format": "date" }, "kind": { "enum": ["p", "q"] }, "one": { "const": "1.0" },
            "list": { "type": "array", "maxItems": 5, "items": { "type": "object", "required": ["c"], "properties": { "c": { "type": "string" }, "d": { "type": "string" } } } }
          }
        }
        """)!.AsObject();

    [Test]
    public void Nothing_released_is_broken()
    {
        Assert.That(BrokenReleases(), Is.Empty, "publish another record under another name instead");
    }

    [Test]
    public void Everything_published_is_released_as_it_is() =>
        Assert.That(Published.All.Where(type => !File.Exists(Published.ReleasedFile(type)) || File.ReadAllText(Published.ReleasedFile(type)) != File.ReadAllText(Published.SchemaFile(type))), Is.Empty, "run scripts/contracts --write");

    internal static IReadOnlyList<string> BrokenReleases() => !Directory.Exists(Released) ? [] :
    [
        .. Directory.EnumerateFiles(Released, "*.schema.json").SelectMany(file =>
        {
            var now = Path.Combine(Published.Folder, "schemas", Path.GetFileName(file));

            return File.Exists(now) ? Compatibility.Breaks(Published.Read(file), Published.Read(now)).Select(text => $"{Path.GetFileName(file)} {text}") : [$"{Path.GetFileName(file)}: removed"];
        }),
    ];

    private static IEnumerable<TestCaseData> Breaking()
    {
        yield return Row("/b: removed", schema => Members(schema).Remove("b"));
        yield return Row("/b: removed", schema => { var b = Members(schema)["b"]!.DeepClone(); Members(schema).Remove("b"); Members(schema)["renamed"] = b; });
        yield return Row("/b: type", schema => Members(schema)["b"]!["type"] = "string");
        yield return Row("/b: made required", schema => schema["required"]!.AsArray().Add("b"));
        yield return Row("/new: made required", schema => { Members(schema)["new"] = new JsonObject(); schema["required"]!.AsArray().Add("new"); });
        yield return Row("/a: no longer promised", schema => schema["required"]!.AsArray().RemoveAt(0));
        yield return Row("/kind: enum narrowed", schema => Members(schema)["kind"]!["enum"]!.AsArray().RemoveAt(0));
        yield return Row("/a: enum narrowed", schema => Members(schema)["a"]!["enum"] = new JsonArray("x"));
        yield return Row("/kind: enum dropped", schema => Members(schema)["kind"]!.AsObject().Remove("enum"));
        yield return Row("/one: const", schema => Members(schema)["one"]!["const"] = "1.1");
        yield return Row("/a: pattern", schema => Members(schema)["a"]!["pattern"] = "^y$");
        yield return Row("/day: format", schema => Members(schema)["day"]!["format"] = "date-time");
        yield return Row("/b: minimum", schema => Members(schema)["b"]!["minimum"] = 2);
        yield return Row("/list: maxItems", schema => Members(schema)["list"]!["maxItems"] = 4);
        yield return Row("/list[]/d: removed", schema => Members(schema)["list"]!["items"]!["properties"]!.AsObject().Remove("d"));
        yield return Row("/list[]/d: made required", schema => Members(schema)["list"]!["items"]!["required"]!.AsArray().Add("d"));
        yield return Row("/list[]: removed", schema => Members(schema)["list"]!.AsObject().Remove("items"));
        yield return Row(": $id", schema => schema["$id"] = "y");
    }

    [TestCaseSource(nameof(Breaking))]
    public void A_break_is_caught(string expected, Action<JsonObject> change) => Assert.That(BreaksAfter(change), Is.EqualTo(new[] { expected }));

    [Test]
    public void An_addition_is_no_break()
    {
        var breaks = BreaksAfter(schema =>
        {
            Members(schema)["new"] = new JsonObject { ["type"] = "string" };
            Members(schema)["kind"]!["enum"]!.AsArray().Add("r");
            schema["description"] = "other words";
        });

        Assert.That(breaks, Is.Empty);
    }

    private static IReadOnlyList<string> BreaksAfter(Action<JsonObject> change)
    {
        var changed = Old.DeepClone().AsObject();
        change(changed);

        return Compatibility.Breaks(JsonSerializer.SerializeToElement(Old), JsonSerializer.SerializeToElement(changed));
    }

    private static JsonObject Members(JsonObject schema) => schema["properties"]!.AsObject();

    private static TestCaseData Row(string expected, Action<JsonObject> change) => new TestCaseData(expected, change).SetArgDisplayNames(expected);
}
