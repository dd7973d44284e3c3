using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.DisclosureLog;

/// <summary>What the profile validator does not look at (lessons: "misses requestor=false, user network, a Group in place of a Patient"), and what is ours.</summary>
public sealed class AuditEventsTests
{
    private static readonly TestCaseData[] Samples = [.. AuditSamples.All().Select(sample => new TestCaseData(sample.Entry).SetArgDisplayNames(sample.Name))];

    [TestCaseSource(nameof(Samples))]
    public void Exactly_one_agent_asked_and_it_is_the_user_where_there_is_one(LogEntry entry)
    {
        var agents = entry.AuditEvent.GetProperty("agent").EnumerateArray().ToArray();
        var asked = agents.Where(agent => agent.GetProperty("requestor").GetBoolean()).ToArray();

        Assert.That(asked, Has.Length.EqualTo(1));
        var isUser = Codes(asked[0]).Intersect(["IRCP", "AUT"]).Any();
        Assert.That(isUser, Is.EqualTo(entry.Keys.Agent is not null));
        if (isUser)
        {
            var who = asked[0].GetProperty("who").GetProperty("identifier");
            Assert.That($"{who.GetProperty("system").GetString()} {who.GetProperty("value").GetString()}", Is.EqualTo(entry.Keys.Agent));
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void A_user_has_no_network_but_at_the_door_and_every_other_agent_of_an_exchange_has_one(LogEntry entry)
    {
        foreach (var agent in entry.AuditEvent.GetProperty("agent").EnumerateArray())
        {
            var codes = Codes(agent).ToArray();
            var isUser = codes.Intersect(["IRCP", "AUT"]).Any();
            if (isUser) Assert.That(agent.TryGetProperty("network", out _), Is.EqualTo(entry.Keys.Kind is LogKinds.SignIn or LogKinds.SignOut));
            if (codes.Intersect(["110152", "110153"]).Any()) Assert.That(agent.GetProperty("network").GetProperty("address").GetString(), Is.Not.Empty);
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void A_child_is_one_Patient_entity_by_reference_and_the_key_says_the_same(LogEntry entry)
    {
        var patients = Entities(entry).Where(entity => entity.TryGetProperty("role", out var role) && role.GetProperty("code").GetString() == "1").ToArray();
        if (entry.Keys.ChildRef is { } child)
        {
            Assert.That(patients, Has.Length.EqualTo(1));
            Assert.That(patients[0].GetProperty("what").GetProperty("reference").GetString(), Is.EqualTo($"Patient/{child}"));
        }
        else
        {
            Assert.That(patients.Select(patient => patient.GetProperty("what").TryGetProperty("reference", out _)), Is.All.False);
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void The_observer_is_the_part_that_writes_and_is_among_the_agents(LogEntry entry)
    {
        var observer = entry.AuditEvent.GetProperty("source").GetProperty("observer").GetRawText();

        Assert.That(entry.AuditEvent.GetProperty("agent").EnumerateArray().Select(agent => agent.GetProperty("who").GetRawText()), Does.Contain(observer));
    }

    [TestCaseSource(nameof(Samples))]
    public void Every_entry_fits_a_tile_and_has_one_canonical_form(LogEntry entry)
    {
        var bytes = CanonicalJson.Bytes(entry.AuditEvent);

        Assert.That(bytes, Has.Length.LessThan(60_000));
        Assert.That(CanonicalJson.Bytes(JsonDocument.Parse(bytes).RootElement), Is.EqualTo(bytes));
    }

    [TestCaseSource(nameof(Samples))]
    public void The_transaction_can_be_found_in_every_event_of_one(LogEntry entry)
    {
        if (entry.Keys.Transaction is { } transaction) Assert.That(entry.AuditEvent.GetRawText(), Does.Contain(transaction));
    }

    [Test]
    public void Source_and_recipient_carry_the_same_manifest_byte_for_byte()
    {
        var things = AuditSamples.Things(3);
        var source = AuditEvents.Source(AuditSamples.Context("islington"), "routing", AuditSamples.Child, null, things);
        var recipient = AuditEvents.Recipient(AuditSamples.Context("routing"), "islington", AuditSamples.Child, null, things);

        Assert.That(CanonicalJson.Bytes(source.Manifest!.Value), Is.EqualTo(CanonicalJson.Bytes(recipient.Manifest!.Value)));
        Assert.That(
            source.Manifest.Value.GetProperty("things")[2].GetRawText(),
            Is.EqualTo($$"""{"type":"CarePlan","id":"{{3:x32}}","version":3,"variant":"full","page":3,"contentType":"application/fhir+json","size":2048,"sha256":"{{new string('a', 64)}}"}"""));
    }

    [Test]
    public void Only_disclosures_have_a_manifest() =>
        Assert.That(
            AuditSamples.All().Where(sample => sample.Entry.Manifest is not null).Select(sample => sample.Entry.Keys.Kind).Distinct(),
            Is.EquivalentTo(new[] { LogKinds.Source, LogKinds.Recipient }));

    [Test]
    public void Things_of_two_children_do_not_share_an_entry()
    {
        var things = AuditSamples.Things(2).Select((thing, n) => n == 0 ? thing : thing with { ChildRef = new string('f', 32) }).ToArray();

        Assert.Throws<ArgumentException>(() => AuditEvents.Source(AuditSamples.Context("islington"), "routing", AuditSamples.Child, null, things));
        Assert.Throws<ArgumentException>(() => AuditEvents.Source(AuditSamples.Context("islington"), "routing", AuditSamples.Child, null, []));
    }

    [Test]
    public void An_address_that_is_none_is_not_repeated()
    {
        var context = AuditSamples.Context("routing") with { RemoteAddress = "<script>" };

        Assert.That(AuditEvents.PatientQuery(context, null, "children").AuditEvent.GetRawText(), Does.Not.Contain("script"));
    }

    private static List<JsonElement> Entities(LogEntry entry) => entry.AuditEvent.TryGetProperty("entity", out var all) ? [.. all.EnumerateArray()] : [];

    private static IEnumerable<string> Codes(JsonElement agent) =>
        agent.GetProperty("type").GetProperty("coding").EnumerateArray().Select(coding => coding.GetProperty("code").GetString()!);
}
