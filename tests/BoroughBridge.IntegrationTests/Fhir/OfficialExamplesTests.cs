using System.Text.Json.Nodes;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Fhir;

/// <summary>The examples that HL7 publishes with R4, of the types we have.</summary>
internal sealed class OfficialExamplesTests
{
    /// <summary>Examples with nothing that our records leave out: strict, there and back, to the same JSON.</summary>
    private static readonly string[] Whole =
    [
        "binary-example", "careteam-example", "documentreference-example", "encounter-example", "episodeofcare-example", "flag-example", "observation-example",
        "operationoutcome-example", "organization-example", "practitioner-example",
    ];

    [Test]
    public void Whole_examples_go_there_and_back()
    {
        if (!Corpus.Has("fhir-r4-examples", out var folder)) return;

        Assert.Multiple(() =>
        {
            foreach (var name in Whole)
            {
                var original = File.ReadAllBytes(Path.Combine(folder, name + ".json"));
                try
                {
                    Assert.That(JsonNode.DeepEquals(JsonNode.Parse(FhirJson.Serialize(FhirJson.Parse<Resource>(original))), JsonNode.Parse(original)), name);
                }
                catch (FhirException e)
                {
                    Assert.Fail($"{name}: {e.Message}");
                }
            }
        });
    }

    [Test]
    public void Every_example_of_our_types_is_read_tolerantly_and_keeps_what_is_read()
    {
        if (!Corpus.Has("fhir-r4-examples", out var folder)) return;
        var read = 0;

        Assert.Multiple(() =>
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order())
            {
                var original = File.ReadAllBytes(file);
                var type = (string?)JsonNode.Parse(original)!["resourceType"];
                if (typeof(Resource).Assembly.GetType("BoroughBridge.Fhir." + (type == "Task" ? "FhirTask" : type)) is null) continue;
                try
                {
                    var once = FhirJson.Serialize(FhirJson.ParseTolerant<Resource>(original));
                    Assert.That(FhirJson.Serialize(FhirJson.Parse<Resource>(once)), Is.EqualTo(once), Path.GetFileName(file));
                    read++;
                }
                catch (FhirException e)
                {
                    Assert.Fail($"{Path.GetFileName(file)}: {e.Message}");
                }
            }
        });

        Assert.That(read, Is.GreaterThanOrEqualTo(14));
    }

    [Test]
    public void An_example_of_another_type_is_refused()
    {
        if (!Corpus.Has("fhir-r4-examples", out var folder)) return;

        Assert.That(() => FhirJson.Parse<Resource>(File.ReadAllBytes(Path.Combine(folder, "account-example.json"))), Throws.TypeOf<FhirException>().With.Message.StartsWith(Fault.ResourceType));
    }
}
