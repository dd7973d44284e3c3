using System.Text.Json.Nodes;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PublishedContracts;

/// <summary>The published schemas and examples before a JSON Schema validator that is not ours (strict: an unknown keyword or format is a fault).</summary>
internal sealed class IndependentSchemaTests
{
    private static readonly string Folder = Path.Combine(Corpus.Repository, "contracts");

    [Test]
    public async Task Every_schema_takes_its_example_and_refuses_it_without_any_required_member()
    {
        var good = Pairs().ToArray();
        var broken = good.SelectMany(pair => pair.Schema["required"]!.AsArray().Select(name =>
        {
            var less = pair.Value.DeepClone().AsObject();
            less.Remove((string)name!);

            return (pair.Name, pair.Schema, Value: less);
        })).ToArray();

        var complaints = await ComplaintsAsync([.. good, .. broken]);

        Assert.Multiple(() =>
        {
            Assert.That(good, Has.Length.GreaterThan(25));
            for (var i = 0; i < good.Length; i++) Assert.That(complaints[i], Is.Empty, good[i].Name);
            for (var i = 0; i < broken.Length; i++) Assert.That(complaints[good.Length + i], Is.Not.Empty, broken[i].Name);
        });
    }

    [Test]
    public async Task Every_pattern_format_and_bound_is_kept()
    {
        var broken = Pairs().SelectMany(pair => pair.Value.Select(member => (pair, member.Key, member.Value)).Where(row => row.Value is JsonValue).Select(row =>
        {
            var wrong = row.pair.Value.DeepClone().AsObject();
            wrong[row.Key] = row.Value!.GetValueKind() switch { System.Text.Json.JsonValueKind.Number => -1, System.Text.Json.JsonValueKind.String => " ", _ => "x" };

            return (Name: $"{row.pair.Name}.{row.Key}", row.pair.Schema, Value: wrong);
        })).ToArray();

        var complaints = await ComplaintsAsync(broken);

        Assert.Multiple(() =>
        {
            for (var i = 0; i < broken.Length; i++) Assert.That(complaints[i], Is.Not.Empty, broken[i].Name);
        });
    }

    private static IEnumerable<(string Name, JsonObject Schema, JsonObject Value)> Pairs()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "examples"), "*.json").Order())
        {
            var name = Path.GetFileName(file).Split('.')[0];
            var example = Read(file);
            if (!example.ContainsKey("specversion"))
            {
                yield return (name, Schema(name), example);
                continue;
            }

            yield return (name, Schema("StreamEntry"), example);
            if (name != "StreamEntry") yield return ($"{name} data", Schema(name), example["data"]!.DeepClone().AsObject());
        }
    }

    private static JsonObject Schema(string name) => Read(Path.Combine(Folder, "schemas", $"{name}.schema.json"));

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static Task<string[][]> ComplaintsAsync(IReadOnlyCollection<(string Name, JsonObject Schema, JsonObject Value)> cases) =>
        TestTools.RunAsync<string[][]>("validate-schema.mjs", new { cases = cases.Select(pair => new { schema = pair.Schema, instance = pair.Value }) });
}
