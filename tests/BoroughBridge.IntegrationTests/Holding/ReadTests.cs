using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Fhir;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>What a permitted read gives, and what labels take out of it.</summary>
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class ReadTests(DatabaseKind kind, TransportProfile profile)
{
    private TestHolding holding = null!;

    [SetUp]
    public async Task StartAsync() => holding = await TestHolding.StartAsync(kind, profile: profile);

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task A_resource_arrives_as_it_is_stored_with_its_version_and_labels()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        await holding.Intake.PutPlanAsync(childRef);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef, text: "Second text");
        var grant = await holding.AllocateAsync(childRef);

        var answer = await holding.ReadAsync(holding.Assertion(Asks("CarePlan", plan, childRef, grant)));

        var thing = answer.Header!.Things.Single();
        Assert.That((thing.Type, thing.Id, thing.Version, thing.Variant, thing.ContentType), Is.EqualTo(("CarePlan", plan, 2, "full", "application/fhir+json")));
        Assert.That(thing.Sha256, Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(answer.Bodies[0]))));
        var read = FhirJson.Parse<CarePlan>(answer.Bodies[0]);
        Assert.That((read.Meta!.VersionId, read.Meta.Source, read.Description), Is.EqualTo(("2", "urn:boroughbridge:islington:ics", "Second text")));
    }

    [Test]
    public async Task The_source_entry_names_exactly_what_left_and_its_index_is_in_the_header()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef);
        var grant = await holding.AllocateAsync(childRef);
        var assertion = holding.Assertion(Asks("CarePlan", plan, childRef, grant), Asks("Patient", childRef, childRef, grant));

        var answer = await holding.ReadAsync(assertion);

        await using var connection = await holding.Store.Database.OpenAsync(default);
        var (kindOf, transaction, child, manifest) = await connection.QuerySingleAsync<(string, string, string, byte[])>(
            "SELECT kind, transaction_id, child_ref, manifest FROM log_entries WHERE idx = @LogIndex", answer.Header);
        Assert.That((kindOf, transaction, child), Is.EqualTo(("source", assertion.Transaction, childRef)));
        foreach (var thing in answer.Header!.Things) Assert.That(Encoding.UTF8.GetString(manifest), Does.Contain(thing.Id).And.Contain(thing.Sha256));
        Assert.That((answer.Header.Answers, answer.Header.Transaction), Is.EqualTo((assertion.Jti, assertion.Transaction)));
    }

    [Test]
    public async Task Of_several_things_those_refused_are_left_out_and_logged()
    {
        var mine = await holding.Intake.PutPersonAsync(Wren(), default);
        var other = await holding.Intake.PutPersonAsync(Wren("P-2"), default);
        var third = await holding.Intake.PutPersonAsync(Wren("P-3"), default);
        var (grant, thirdGrant) = (await holding.AllocateAsync(mine), await holding.AllocateAsync(third));

        var answer = await holding.ReadAsync(holding.Assertion(
            Asks("Patient", mine, mine, grant), Asks("Patient", other, other, grant), Asks("Patient", third, third, thirdGrant)));

        Assert.That(answer.Header!.Things.Select(thing => thing.Id), Is.EqualTo(new[] { mine, third }));
        var logged = (await holding.LogAsync()).Where(entry => entry.Kind is "source" or "authz").ToArray();
        Assert.That(logged, Is.EqualTo(new[] { ("source", "permit", mine), ("source", "permit", third), ("authz", "refuse", other) }));
    }

    [Test]
    public async Task A_page_is_the_pages_rendition_and_the_whole_is_the_document()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (whole, first, second) = (Bytes(300_000), Bytes(90_000, "1"), Bytes(5_000, "2"));
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, whole, [first, second]);
        var grant = await holding.AllocateAsync(childRef);

        var answer = await holding.ReadAsync(holding.Assertion(
            Asks("Binary", binary, childRef, grant, 2), Asks("Binary", binary, childRef, grant, 1), Asks("Binary", binary, childRef, grant)));

        Assert.That(answer.Bodies, Is.EqualTo(new[] { second, first, whole }));
        Assert.That(answer.Header!.Things.Select(thing => (thing.ContentType, thing.Page)), Is.EqualTo(new (string, int?)[] { ("image/png", 2), ("image/png", 1), ("application/pdf", null) }));
        Assert.That(answer.Header.Things[2].Chunks, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Withdrawn_from_one_moment_to_the_next()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (document, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(1000));
        var grant = await holding.AllocateAsync(childRef);
        Assert.That((await ReadAsync(binary)).Refused, Is.Null);

        await holding.Intake.WithdrawAsync(document, "misfiled", default);

        Assert.That((await ReadAsync(binary)).Refused, Is.EqualTo("refused"));

        Task<Answer> ReadAsync(string id) => holding.ReadAsync(holding.Assertion(Asks("Binary", id, childRef, grant)));
    }

    [Test]
    public async Task A_protected_address_is_taken_out_and_the_fact_stays()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren("P-1", Labels.ProtectedAddress), default);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef, text: $"Placed at {Street}", labels: [Labels.ProtectedAddress]);
        var grant = await holding.AllocateAsync(childRef);
        var named = await holding.AllocateAsync(childRef, "iro.th2", permissions: Labels.ProtectedAddress);
        ThingAsked[] things = [Asks("Patient", childRef, childRef, grant), Asks("CarePlan", plan, childRef, grant)];

        var without = await holding.ReadAsync(holding.Assertion(things));
        var whole = await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), [.. things.Select(thing => thing with { AllocationId = named })]));

        Assert.That(without.Header!.Things.Select(thing => thing.Variant), Is.All.EqualTo("protected-address"));
        Assert.That(without.Text(0) + without.Text(1), Does.Not.Contain("Quillfeather").And.Not.Contain("N1 9ZZ"));
        Assert.That(without.Text(0), Does.Contain(Redaction.AddressProtected).And.Contain("Ashdown"));
        Assert.That(without.Json(1).GetProperty("status").GetString(), Is.EqualTo("active"));
        Assert.That(whole.Header!.Things.Select(thing => thing.Variant), Is.All.EqualTo("full"));
        Assert.That(whole.Text(0), Does.Contain(Street));
        Assert.That(whole.Text(1), Does.Contain(Street));
    }

    [Test]
    public async Task A_labelled_scan_has_no_redacted_form_and_is_refused()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (document, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(1000), labels: [Labels.ProtectedAddress]);
        var grant = await holding.AllocateAsync(childRef);

        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("Binary", binary, childRef, grant)))).Refused, Is.EqualTo("refused"));
        var pointer = await holding.ReadAsync(holding.Assertion(Asks("DocumentReference", document, childRef, grant)));
        Assert.That(pointer.Text(), Does.Not.Contain("Review record").And.Not.Contain(binary));
    }

    [TestCase("adoption-sealed", false)]
    [TestCase("staff-or-public-figure", true)]
    public async Task What_seals_or_restricts_the_file_does_so_for_all_of_it(string label, bool canBeNamed)
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef);
        var grant = await holding.AllocateAsync(childRef);
        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("CarePlan", plan, childRef, grant)))).Refused, Is.Null);

        await holding.Intake.PutPersonAsync(Wren("P-1", label), default);

        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("CarePlan", plan, childRef, grant)))).Refused, Is.EqualTo("refused"));
        if (!canBeNamed) return;
        var named = await holding.AllocateAsync(childRef, "iro.th2", permissions: label);
        var answer = await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), Asks("CarePlan", plan, childRef, named)));
        Assert.That(answer.Text(), Does.Contain("foster carers"));
    }

    [Test]
    public async Task A_scan_filed_before_the_address_was_protected_is_protected_with_it()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(1000));
        var grant = await holding.AllocateAsync(childRef);
        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("Binary", binary, childRef, grant)))).Refused, Is.Null);

        await holding.Intake.PutPersonAsync(Wren("P-1", Labels.ProtectedAddress), default);

        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("Binary", binary, childRef, grant)))).Refused, Is.EqualTo("refused"));
    }

    [TestCase("police", true)]
    [TestCase("court", true)]
    [TestCase("health-sensitive", true)]
    [TestCase("third-party", true)]
    [TestCase("staff-or-public-figure", true)]
    [TestCase("adoption-sealed", false)]
    [TestCase("legal-privilege", false)]
    [TestCase("a-label-of-tomorrow", false)]
    public async Task A_restricted_thing_needs_the_named_permission_and_a_sealed_one_has_none(string label, bool canBeNamed)
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef, labels: [label]);
        var grant = await holding.AllocateAsync(childRef);
        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("CarePlan", plan, childRef, grant)))).Refused, Is.EqualTo("refused"));

        if (!canBeNamed) return;
        var named = await holding.AllocateAsync(childRef, "iro.th2", permissions: label);
        var answer = await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), Asks("CarePlan", plan, childRef, named)));
        Assert.That(answer.Text(), Does.Contain("foster carers"));
    }

    [Test]
    public async Task Outside_its_days_a_grant_gives_nothing()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var today = London.DayOf(TimeProvider.System.GetUtcNow());
        var later = await holding.AllocateAsync(childRef, from: today.AddDays(1));
        var ended = await holding.AllocateAsync(childRef, "iro.th2");
        await holding.Desk.EndAsync(ended, today.AddDays(-1), false, "handover", "test", default);

        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("Patient", childRef, childRef, later)))).Refused, Is.EqualTo("refused"));
        Assert.That((await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), Asks("Patient", childRef, childRef, ended)))).Refused, Is.EqualTo("refused"));
    }

    [Test]
    public async Task A_closed_child_a_named_deny_and_a_blocked_officer_are_refused()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var grant = await holding.AllocateAsync(childRef);
        var ask = Asks("Patient", childRef, childRef, grant);
        Assert.That((await holding.ReadAsync(holding.Assertion(ask))).Refused, Is.Null);

        await SqlAsync("UPDATE children SET closed = 1");
        Assert.That((await holding.ReadAsync(holding.Assertion(ask))).Refused, Is.EqualTo("refused"));
        await SqlAsync("UPDATE children SET closed = 0");
        using (var deny = await PostAsync("operator/denies", new { childRef, staff = holding.Iro(), reason = "conflict" })) Assert.That(deny.IsSuccessStatusCode, Is.True);
        Assert.That((await holding.ReadAsync(holding.Assertion(ask))).Refused, Is.EqualTo("refused"));
        await SqlAsync("DELETE FROM denies");
        Assert.That((await holding.ReadAsync(holding.Assertion(ask))).Refused, Is.Null);
        using (var block = await PostAsync("operator/staff/block", new { staff = holding.Iro(), untrained = true })) Assert.That(block.IsSuccessStatusCode, Is.True);
        Assert.That((await holding.ReadAsync(holding.Assertion(ask))).Refused, Is.EqualTo("refused"));

        async Task SqlAsync(string sql)
        {
            await using var connection = await holding.Store.Database.OpenAsync(default);
            await connection.ExecuteAsync(sql);
        }

        Task<HttpResponseMessage> PostAsync(string path, object body) => System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(holding.Operator, path, body);
    }

    [Test]
    public async Task A_hundred_reads_at_once_are_each_answered_with_their_own_entry()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var grant = await holding.AllocateAsync(childRef);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => holding.ReadAsync(holding.Assertion(Asks("Patient", childRef, childRef, grant)))));

        Assert.That(answers.Select(answer => answer.Refused), Is.All.Null);
        Assert.That(answers.Select(answer => answer.Header!.LogIndex).Distinct().Count(), Is.EqualTo(100));
    }

    [Test]
    public async Task An_end_at_once_stops_the_bytes_on_their_way()
    {
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(48 << 20));
        var grant = await holding.AllocateAsync(childRef);

        using var response = await holding.SendAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(Asks("Binary", binary, childRef, grant))));
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[200_000];
        await body.ReadExactlyAsync(buffer);
        await holding.Desk.EndAsync(grant, London.DayOf(TimeProvider.System.GetUtcNow()), true, "conflict", "test", default);

        var read = 0L;
        Assert.That(
            async () =>
            {
                while (await body.ReadAsync(buffer) is > 0 and var count) read += count;
            },
            Throws.InstanceOf<IOException>());
        // What the network has taken is gone; through the broker that is a window of frames and no more.
        Assert.That(read, Is.LessThan(profile == TransportProfile.Brokered ? 2 << 20 : 40 << 20));
        await Until.TrueAsync(async () => (await holding.LogAsync()).Any(entry => entry == ("authz", "refuse", childRef)));
    }

    [Test]
    public async Task What_an_end_stops_is_noted_for_each_child_with_its_own_things_alone()
    {
        var first = await holding.Intake.PutPersonAsync(Wren(), default);
        var second = await holding.Intake.PutPersonAsync(Wren("P-2"), default);
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(first, Bytes(48 << 20));
        var (ends, stays) = (await holding.AllocateAsync(first), await holding.AllocateAsync(second));

        using var response = await holding.SendAsync(holding.Routing.Sign(
            AccessAssertion.Typ, holding.Assertion(Asks("Binary", binary, first, ends), Asks("Patient", second, second, stays))));
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[200_000]);
        await holding.Desk.EndAsync(ends, London.DayOf(TimeProvider.System.GetUtcNow()), true, "conflict", "test", default);
        Assert.That(async () => await body.CopyToAsync(Stream.Null), Throws.InstanceOf<IOException>());

        await Until.TrueAsync(async () => (await RefusedAsync()).Count == 2);
        var refused = await RefusedAsync();
        Assert.That(refused.Select(entry => entry.Child), Is.EquivalentTo(new[] { first, second }));
        foreach (var (child, leaf) in refused) Assert.That(leaf, child == first ? Does.Contain(binary).And.Not.Contain(second) : Does.Contain(second).And.Not.Contain(binary));
    }

    private async Task<IReadOnlyList<(string Child, string Leaf)>> RefusedAsync()
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);
        var rows = await connection.QueryAsync<(string Child, byte[] Leaf)>("SELECT child_ref, leaf FROM log_entries WHERE kind = 'authz' AND outcome = 'refuse'");

        return [.. rows.Select(row => (row.Child, Encoding.UTF8.GetString(row.Leaf)))];
    }
}
