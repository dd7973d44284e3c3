using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>The one way into the record store, on both databases.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class RecordIntakeTests(DatabaseKind kind)
{
    private TestHolding holding = null!;

    private RecordIntake Intake => holding.Intake;

    [SetUp]
    public async Task StartAsync() => holding = await TestHolding.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task An_id_is_the_same_after_every_import()
    {
        var first = await Intake.IdForAsync("ics", "CarePlan", "77", default);

        Assert.That(await Intake.IdForAsync("ics", "CarePlan", "77", default), Is.EqualTo(first));
        Assert.That(await Intake.IdForAsync("ics", "Encounter", "77", default), Is.Not.EqualTo(first));
        Assert.That(await Intake.IdForAsync("paper", "CarePlan", "77", default), Is.Not.EqualTo(first));
        Assert.That(Ids.IsId(first), Is.True);
    }

    [Test]
    public async Task Ids_asked_for_at_once_are_one()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Intake.IdForAsync("ics", "CarePlan", "same", default)));

        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_person_is_found_by_her_ics_id_and_read_back_whole()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);

        Assert.That(await Intake.ChildRefAsync("P-1", default), Is.EqualTo(childRef));
        Assert.That(await Intake.ChildRefAsync("P-2", default), Is.Null);
        var person = (await Intake.PersonsAsync(default)).Single();
        Assert.That((person.Given, person.Family, person.DateOfBirth, person.Address[0]), Is.EqualTo(("Wren", "Ashdown", new DateOnly(2014, 3, 2), TestRecords.Street)));
    }

    [Test]
    public async Task Nothing_personal_can_be_read_from_the_database()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutPlanAsync(childRef, text: "Ashdown lives at Quillfeather");
        await Intake.PutDocumentAsync(childRef, "Ashdown lives at Quillfeather"u8.ToArray());

        await using var connection = await holding.Store.Database.OpenAsync(default);
        foreach (var table in (string[])["children", "persons", "id_map", "resources", "renditions", "facts", "log_entries"])
        {
            foreach (var row in await connection.QueryAsync($"SELECT * FROM {table}"))
            {
                foreach (var (column, value) in (IDictionary<string, object>)row)
                {
                    var text = value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : value?.ToString() ?? "";
                    foreach (var piece in (string[])["Ashdown", "Wren", "Quillfeather", "N1 9ZZ", "9990000018", "P-1", "plan-1", "2014-03-02"])
                        Assert.That(text, Does.Not.Contain(piece), $"{table}.{column}");
                }
            }
        }
    }

    [Test]
    public async Task An_end_entered_in_error_is_undone_by_telling_the_beginning_again()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await holding.AllocateAsync(childRef);
        var id = await Intake.IdForAsync("ics", "CarePlan", "plan-1", default);
        var began = new ChildBecameLookedAfter { ChildRef = childRef, PeriodId = Ids.New(), On = new(2026, 1, 5) };
        var ceased = new ChildCeasedToBeLookedAfter { ChildRef = childRef, PeriodId = began.PeriodId, On = new(2026, 3, 1), Reason = "E4A" };

        var first = await ToldByAsync("one", began, ceased);
        var undone = await ToldByAsync("two", began);
        var ended = await ToldByAsync("three", began, ceased);
        var corrected = await ToldByAsync("four", began with { LegalStatus = "C2" }, ceased);

        Assert.That(first, Is.EqualTo(new[] { ChildBecameLookedAfter.Type, ChildCeasedToBeLookedAfter.Type }));
        Assert.That(undone, Is.EqualTo(new[] { ChildBecameLookedAfter.Type }));
        Assert.That(ended, Is.EqualTo(new[] { ChildCeasedToBeLookedAfter.Type }));
        Assert.That(corrected, Is.EqualTo(new[] { ChildBecameLookedAfter.Type, ChildCeasedToBeLookedAfter.Type }), "the end stands on the beginning");

        async Task<string[]> ToldByAsync(string text, params IChildEvent[] facts)
        {
            var before = (await holding.ToldAsync(childRef)).Count;
            await Intake.PutAsync(TestRecords.PlanPut(childRef, id, "plan-1", text, []) with { Tell = _ => facts }, default);

            return [.. (await holding.ToldAsync(childRef)).Skip(before)];
        }
    }

    [Test]
    public async Task The_same_put_again_changes_nothing_and_tells_nobody()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutPlanAsync(childRef);
        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(100_000));
        await holding.AllocateAsync(childRef);
        var (told, logged) = ((await holding.ToldAsync()).Count, (await holding.LogAsync()).Count);

        await Intake.PutPersonAsync(TestRecords.Wren(), default);
        var plan = await Intake.PutPlanAsync(childRef);
        var document = await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(100_000));

        Assert.That(plan.Outcome, Is.EqualTo(new PutOutcome(1, false)));
        Assert.That(document.Outcome, Is.EqualTo(new PutOutcome(1, false)));
        Assert.That((await holding.ToldAsync()).Count, Is.EqualTo(told));
        Assert.That((await holding.LogAsync()).Count, Is.EqualTo(logged));
    }

    [Test]
    public async Task A_change_is_the_next_version_told_and_logged_once()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutPlanAsync(childRef);
        await holding.AllocateAsync(childRef);
        var told = (await holding.ToldAsync()).Count;

        var changed = await Intake.PutPlanAsync(childRef, text: "Return home by July");

        Assert.That(changed.Outcome, Is.EqualTo(new PutOutcome(2, true)));
        Assert.That((await holding.ToldAsync()).Skip(told), Is.EqualTo(new[] { "care-plan.published" }));
        Assert.That((await holding.LogAsync())[^1], Is.EqualTo(("record", "update", childRef)));
    }

    [Test]
    public async Task A_child_never_allocated_leaves_no_trace_in_the_stream()
    {
        var canary = await Intake.PutPersonAsync(TestRecords.Wren("P-9"), default);
        await Intake.PutPlanAsync(canary, "plan-9");
        await Intake.PutPlanAsync(canary, "plan-9", "changed");
        var document = await Intake.PutDocumentAsync(canary, TestRecords.Bytes(1000), key: "doc-9");
        await Intake.WithdrawAsync(document.Id, "misfiled", default);
        var other = await Intake.PutPersonAsync(TestRecords.Wren("P-1"), default);
        await holding.AllocateAsync(other);

        await using var connection = await holding.Store.Database.OpenAsync(default);
        foreach (var entry in await connection.QueryAsync<byte[]>("SELECT entry FROM stream_entries"))
            Assert.That(System.Text.Encoding.UTF8.GetString(entry), Does.Not.Contain(canary));
        using var snapshot = await holding.RecordGetAsync("/record/snapshot");
        Assert.That(await snapshot.Content.ReadAsStringAsync(), Does.Contain(other).And.Not.Contain(canary));
    }

    [Test]
    public async Task An_introduction_tells_all_that_is_known_before_the_proposal()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutPlanAsync(childRef);
        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(10));
        Assert.That(await holding.ToldAsync(), Is.Empty);

        await holding.AllocateAsync(childRef);

        Assert.That(await holding.ToldAsync(childRef), Is.EqualTo(new[]
        {
            "child.identity-changed", "care-plan.published", "document.available", "allocation.proposed", "iro.allocated",
        }));
    }

    [Test]
    public async Task What_never_crosses_is_never_told_of_and_sealing_leaves_a_tombstone()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(10), key: "sealed", labels: ["adoption-sealed"]);
        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(10), key: "open");
        await holding.AllocateAsync(childRef);
        Assert.That((await holding.ToldAsync(childRef)).Count(type => type.StartsWith("document.", StringComparison.Ordinal)), Is.EqualTo(1));

        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(10), key: "open", labels: ["adoption-sealed"]);

        Assert.That((await holding.ToldAsync(childRef))[^1], Is.EqualTo("document.withdrawn"));
        using var snapshot = await holding.RecordGetAsync("/record/snapshot");
        Assert.That(await snapshot.Content.ReadAsStringAsync(), Does.Not.Contain("document.available"));
    }

    [Test]
    public async Task A_withdrawn_document_stays_withdrawn_when_its_source_sends_it_again()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await holding.AllocateAsync(childRef);
        var document = await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(10));

        await Intake.WithdrawAsync(document.Id, "misfiled", default);
        await Intake.WithdrawAsync(document.Id, "misfiled", default);
        var again = await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(20));

        Assert.That(again.Outcome.Changed, Is.False);
        Assert.That((await holding.ToldAsync(childRef)).Count(type => type == "document.withdrawn"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_documents_bytes_are_written_once_while_they_stay_the_same()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(100_000), [TestRecords.Bytes(50_000, "p")]);
        var files = Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories);

        var relabelled = await Intake.PutDocumentAsync(childRef, TestRecords.Bytes(100_000), [TestRecords.Bytes(50_000, "p")], labels: ["court"]);

        Assert.That(relabelled.Outcome, Is.EqualTo(new PutOutcome(2, true)));
        Assert.That(Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories), Is.EquivalentTo(files).And.Length.EqualTo(2));
    }

    [Test]
    public async Task A_put_that_contradicts_itself_or_the_store_is_refused_by_a_code()
    {
        var childRef = await Intake.PutPersonAsync(TestRecords.Wren(), default);
        var other = await Intake.PutPersonAsync(TestRecords.Wren("P-2"), default);
        var (id, _) = await Intake.PutPlanAsync(childRef);
        var good = TestRecords.PlanPut(childRef, id, "plan-1", "text", []);

        await RefusedAsync(good with { ChildRef = Ids.New() }, "unknown-child");
        await RefusedAsync(good with { ChildRef = other }, "other-child");
        await RefusedAsync(good with { Type = "Encounter" }, "resource-type");
        await RefusedAsync(good with { Id = Ids.New() }, "resource-id");
        await RefusedAsync(good with { Resource = new { resourceType = "CarePlan" } }, "resource-shape");
        await RefusedAsync(good with { Resource = (CarePlan)good.Resource with { Status = "Ashdown" } }, "resource: code at CarePlan.status");
        await RefusedAsync(good with { Tell = version => TestRecords.PlanPut(other, id, "", "", []).Tell(version) }, "event-child");

        async Task RefusedAsync(RecordPut put, string code) =>
            Assert.That((await Intake.PutAsync(put, default).ContinueWith(task => task.Exception?.InnerException as RecordRefusedException))?.Message, Is.EqualTo(code));
    }
}
