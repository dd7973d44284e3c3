using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Fhir;
using BoroughBridge.UnitTests.Fhir;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Fhir;

/// <summary>Every kind of resource we make, before a validator that is not ours, with the official R4 definitions.</summary>
internal sealed class OfficialValidatorTests
{
    private static readonly string[] UkCoreKinds = ["Patient", "CarePlan", "DocumentReference", "EpisodeOfCare", "CareTeam", "Encounter", "Flag", "Organization", "Practitioner", "PractitionerRole", "RelatedPerson", "Task", "Consent", "Observation", "Provenance"];

    [Test]
    public async Task Every_kind_we_make_is_R4_and_so_is_a_redacted_variant()
    {
        var complaints = await ComplaintsAsync(Samples.All.Select(resource => JsonNode.Parse(FhirJson.Serialize(resource))!).Append(JsonNode.Parse(Redaction.Without(Samples.Patient, ["protected-address"]))!));

        Assert.That(Named(complaints), Is.Empty);
        Assert.That(complaints, Has.Length.EqualTo(Samples.All.Count + 1));
    }

    [Test]
    public async Task Every_kind_we_make_holds_to_its_UK_Core_profile()
    {
        if (!Corpus.Has("ukcore-profiles", out var folder)) return;
        var profiles = UkCoreKinds.Select(kind => Path.Combine(folder, $"StructureDefinition-UKCore-{kind}.json")).ToArray();

        var complaints = await ComplaintsAsync(Samples.All.Select(resource => JsonNode.Parse(FhirJson.Serialize(resource))!), profiles);

        Assert.That(Named(complaints), Is.Empty);
    }

    [Test]
    public async Task A_broken_resource_is_refused_by_both()
    {
        (string Kind, string Element, string? Value)[] ways =
        [
            ("Patient", "gender", "\"invented\""), ("Patient", "birthDate", "\"17/05/2014\""), ("Patient", "shoeSize", "9"), ("Patient", "name", "\"Marlow\""),
            ("Flag", "status", "\"invented\""), ("CarePlan", "subject", null), ("DocumentReference", "content", null), ("Encounter", "class", null),
            ("Observation", "code", null), ("Flag", "id", "\"not an id\""), ("Task", "intent", null), ("Consent", "scope", null), ("Provenance", "agent", null),
        ];
        var broken = ways.Select(way =>
        {
            var resource = JsonNode.Parse(FhirJson.Serialize(Samples.Of(way.Kind)))!.AsObject();
            resource.Remove(way.Element);
            if (way.Value is not null) resource[way.Element] = JsonNode.Parse(way.Value);

            return resource;
        }).ToArray();

        var complaints = await ComplaintsAsync(broken);

        Assert.Multiple(() =>
        {
            for (var i = 0; i < ways.Length; i++)
            {
                Assert.That(complaints[i], Is.Not.Empty, $"{ways[i]}");
                Assert.That(() => FhirJson.Parse<Resource>(JsonSerializer.SerializeToUtf8Bytes(broken[i])), Throws.TypeOf<FhirException>(), $"{ways[i]}");
            }
        });
    }

    private static Task<string[][]> ComplaintsAsync(IEnumerable<JsonNode> resources, params string[] profiles) =>
        TestTools.RunAsync<string[][]>("validate-fhir.mjs", new { resources, profiles });

    private static IEnumerable<string> Named(string[][] complaints) => complaints.SelectMany((found, index) => found.Select(text => $"{(index < Samples.All.Count ? Samples.All[index].TypeName : "redacted")}: {text}"));
}
