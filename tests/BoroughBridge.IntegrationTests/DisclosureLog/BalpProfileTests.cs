using System.Text.Json;
using BoroughBridge.UnitTests.DisclosureLog;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>Every kind of event we write, held against the IHE Basic Audit Log Patterns profile it names and against R4, by a validator that is not ours.</summary>
public sealed class BalpProfileTests
{
    private const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";

    [Test]
    public async Task Every_event_conforms_to_the_profile_it_names()
    {
        if (!Corpus.Has("balp", out var folder)) return;
        var checkedProfiles = new List<string>();
        foreach (var group in AuditSamples.All().GroupBy(sample => ProfileOf(sample.Entry.AuditEvent)))
        {
            var samples = group.ToArray();
            string[] profiles = group.Key is null ? [] : [Path.Combine(folder, $"StructureDefinition-{group.Key[Profiles.Length..]}.json")];

            var complaints = await TestTools.RunAsync<string[][]>("validate-fhir.mjs", new { resources = samples.Select(sample => sample.Entry.AuditEvent), profiles });

            Assert.That(complaints, Has.Length.EqualTo(samples.Length));
            for (var i = 0; i < samples.Length; i++) Assert.That(complaints[i], Is.Empty, samples[i].Name);
            checkedProfiles.AddRange(profiles.Select(profile => Path.GetFileNameWithoutExtension(profile)["StructureDefinition-IHE.BasicAudit.".Length..]));
        }

        Assert.That(checkedProfiles, Is.EquivalentTo(new[]
        {
            "AuthZconsent", "PrivacyDisclosure.Source", "PrivacyDisclosure.Recipient", "PatientRead", "PatientQuery", "Query", "PatientCreate", "PatientUpdate", "PatientDelete",
        }));
    }

    [TestCase("outcome")]
    [TestCase("agent")]
    [TestCase("entity")]
    [TestCase("subtype")]
    public async Task The_validator_would_say_so_if_one_did_not(string member)
    {
        if (!Corpus.Has("balp", out var folder)) return;
        var spoilt = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(AuditSamples.All().First(sample => sample.Name == "source").Entry.AuditEvent)!;
        spoilt.Remove(member);

        var complaints = await TestTools.RunAsync<string[][]>(
            "validate-fhir.mjs",
            new { resources = new[] { spoilt }, profiles = new[] { Path.Combine(folder, "StructureDefinition-IHE.BasicAudit.PrivacyDisclosure.Source.json") } });

        Assert.That(complaints[0], Is.Not.Empty);
    }

    private static string? ProfileOf(JsonElement auditEvent) =>
        auditEvent.TryGetProperty("meta", out var meta) ? meta.GetProperty("profile")[0].GetString() : null;
}
