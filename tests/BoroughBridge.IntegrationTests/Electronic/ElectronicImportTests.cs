using BoroughBridge.IntegrationTests.StandIns;
using BoroughBridge.StandIns.Children;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Electronic;

/// <summary>The whole way from the stand-in ICS over HTTP into a real holding, on both databases.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class ElectronicImportTests(DatabaseKind kind)
{
    /// <summary>Enough for every test but the one that wants everybody; a whole import for each would take minutes.</summary>
    private const int Few = 8;

    private RunningIcs ics = null!;
    private ImportingHolding holding = null!;
    private IReadOnlyList<DemonstrationChild> everybody = [];

    [SetUp]
    public async Task StartAsync()
    {
        ics = await RunningIcs.StartAsync();
        everybody = ics.Store.All();
        foreach (var file in everybody.Skip(Few)) ics.Store.Remove(file.IcsPersonId);
        holding = await ImportingHolding.StartAsync(kind, ics.BaseUrl, ics.ApiKey);
        await holding.LookedAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            foreach (var line in holding.Heard.Where(line => line.Contains(".Electronic", StringComparison.Ordinal)).TakeLast(20)) await TestContext.Out.WriteLineAsync(line);
        await holding.DisposeAsync();
        await ics.DisposeAsync();
    }

    [Test]
    public async Task Every_child_and_every_paper_of_the_ics_is_in_the_store_and_none_is_in_quarantine()
    {
        foreach (var file in everybody.Skip(Few)) ics.Store.Put(file);
        await holding.LookedAsync(seconds: 180);
        var resources = await holding.ResourcesAsync();
        var files = ics.Store.All();

        Assert.That(await holding.QuarantineAsync(), Is.Empty);
        Assert.That(resources.Count(row => row.Type == "Patient"), Is.EqualTo(24));
        Assert.That(resources.Count(row => row.Type == "CarePlan"), Is.EqualTo(files.Sum(file => file.CarePlans.Count)));
        Assert.That(resources.Count(row => row.Type == "Encounter"), Is.EqualTo(files.Sum(file => file.Reviews.Count)));
        Assert.That(resources.Count(row => row.Type == "EpisodeOfCare"), Is.EqualTo(files.Sum(file => file.Periods.Count + file.Placements.Count)));
        Assert.That(resources.Count(row => row.Type == "DocumentReference"), Is.EqualTo(files.Sum(file => file.Documents.Count)));
        Assert.That(resources.Count(row => row.Type == "Binary"), Is.EqualTo(files.Sum(file => file.Documents.Count)));
        Assert.That(resources.Count(row => row.Type == "Task"), Is.EqualTo(files.Sum(file => file.Reviews.Sum(review => review.Decisions.Count))));
        Assert.That(resources.Count(row => row is { Type: "Observation", Kind: "legal-status" }), Is.EqualTo(files.Sum(file => file.Periods.Sum(period => period.LegalStatuses.Count))));
        Assert.That(resources.Count(row => row.Labels == "police"), Is.EqualTo(2), "pointer and bytes");
        Assert.That(resources.Count(row => row is { Type: "Patient", Labels: "protected-address" }), Is.EqualTo(3));
        Assert.That(resources.Select(row => row.Version), Is.All.EqualTo(1));
    }

    [Test]
    public async Task The_same_import_again_is_silent_also_after_a_restart_and_a_new_cursor()
    {
        var before = await holding.ResourcesAsync();
        foreach (var file in ics.Store.All().Take(5)) await ics.EditAsync(new { edit = "touch", personId = file.IcsPersonId });
        await holding.LookedAsync();
        await holding.RestartAsync();
        await holding.PostAsync("operator/electronic/full-scan");
        await holding.LookedAsync();

        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));
        Assert.That((await holding.StatusAsync()).GetProperty("rowsSuspectedDeleted").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task A_change_in_the_ics_is_a_new_version_of_that_resource_and_of_no_other()
    {
        var person = ics.Store.All()[4].IcsPersonId;
        var before = (await holding.ResourcesAsync()).ToDictionary(row => row.Id, row => row.Version);

        await ics.EditAsync(new { edit = "add-goal", personId = person, text = "Learn to sail." });
        await holding.LookedAsync();

        var changed = (await holding.ResourcesAsync()).Where(row => !before.TryGetValue(row.Id, out var version) || version != row.Version).ToArray();
        Assert.That(changed.Select(row => (row.Type, row.Version)), Is.EqualTo(new[] { ("CarePlan", 2) }));
    }

    [Test]
    public async Task A_review_held_a_document_added_and_one_withdrawn_arrive()
    {
        var file = ics.Store.All()[7];
        var before = await holding.ResourcesAsync();

        await ics.EditAsync(new { edit = "hold-review", personId = file.IcsPersonId, participationCode = "PN1" });
        await ics.EditAsync(new { edit = "add-document", personId = file.IcsPersonId, text = "A visit.", documentType = "visit-record", sensitivity = "COURT" });
        await ics.EditAsync(new { edit = "withdraw-document", personId = file.IcsPersonId, documentId = file.Documents[0].Entry.DocumentId });
        await holding.LookedAsync();

        var after = await holding.ResourcesAsync();
        Assert.That(after.Count(row => row.Type == "Encounter"), Is.EqualTo(before.Count(row => row.Type == "Encounter") + 1), "the next review is planned");
        Assert.That(after.Single(row => row is { Type: "DocumentReference", Kind: "visit-record" }).Labels, Is.EqualTo("court"));
        Assert.That(after.Count(row => row is { Type: "DocumentReference", Withdrawn: "error" }), Is.EqualTo(1));
        Assert.That(await holding.QuarantineAsync(), Is.Empty);
    }

    [Test]
    public async Task A_document_that_vanishes_is_suspected_deleted_and_kept_and_may_come_back()
    {
        var file = ics.Store.All()[3];
        var before = await holding.ResourcesAsync();

        await ics.EditAsync(new { edit = "remove-document", personId = file.IcsPersonId, documentId = file.Documents[1].Entry.DocumentId });
        await holding.LookedAsync();
        Assert.That((await holding.StatusAsync()).GetProperty("rowsSuspectedDeleted").GetInt64(), Is.EqualTo(1));
        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));

        ics.Store.Put(file);
        await holding.LookedAsync();
        Assert.That((await holding.StatusAsync()).GetProperty("rowsSuspectedDeleted").GetInt64(), Is.Zero);
        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_person_that_vanishes_is_noticed_by_the_next_whole_reading_and_kept()
    {
        var before = await holding.ResourcesAsync();
        await ics.EditAsync(new { edit = "remove-person", personId = ics.Store.All()[0].IcsPersonId });
        await holding.PostAsync("operator/electronic/full-scan");
        await holding.LookedAsync();

        Assert.That((await holding.StatusAsync()).GetProperty("personsSuspectedDeleted").GetInt64(), Is.EqualTo(1));
        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_ics_emptied_overnight_suspends_reading_until_an_operator_says_go_on()
    {
        foreach (var file in ics.Store.All().Skip(2)) ics.Store.Remove(file.IcsPersonId);
        await holding.PostAsync("operator/electronic/full-scan");
        await Until.TrueAsync(async () => (await holding.StatusAsync()).TryGetProperty("suspended", out var why) && why.GetString() == "most-children-vanished", 30);
        Assert.That((await holding.StatusAsync()).GetProperty("personsSuspectedDeleted").GetInt64(), Is.Zero);

        await holding.PostAsync("operator/electronic/resume");
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("personsSuspectedDeleted").GetInt64() == Few - 2, 30);
        Assert.That((await holding.ResourcesAsync()).Count(row => row.Type == "Patient"), Is.EqualTo(Few), "and still nothing is deleted");
    }

    [Test]
    public async Task A_new_ics_with_new_keys_changes_nothing_here_and_later_changes_still_find_their_own()
    {
        var before = await holding.ResourcesAsync();
        ics.Store.ReplaceIds("N");
        await holding.LookedAsync();
        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));

        await ics.EditAsync(new { edit = "add-goal", personId = ics.Store.All()[4].IcsPersonId });
        await holding.LookedAsync();
        var changed = (await holding.ResourcesAsync()).Except(before).ToArray();

        Assert.That(changed.Select(row => (row.Type, row.Version)), Is.EqualTo(new[] { ("CarePlan", 2) }));
        Assert.That((await holding.StatusAsync()).GetProperty("rowsSuspectedDeleted").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task An_ics_that_is_down_is_waited_for_and_nothing_is_missed()
    {
        var before = await holding.ResourcesAsync();
        ics.Faults.Down(TimeSpan.FromHours(1));
        await ics.EditAsync(new { edit = "add-goal", personId = ics.Store.All()[4].IcsPersonId });
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").GetString() is "status-503" or "circuit-open", 30);
        ics.Faults.Down(TimeSpan.Zero);
        await Until.TrueAsync(async () => (await holding.ResourcesAsync()).Except(before).Any(), 30);

        Assert.That((await holding.ResourcesAsync()).Except(before).Select(row => row.Type), Is.EqualTo(new[] { "CarePlan" }));
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").ValueKind == System.Text.Json.JsonValueKind.Null, 30);
    }

    [Test]
    public async Task An_ics_that_is_too_slow_is_given_up_and_tried_again()
    {
        await holding.RestartAsync(options => options.TimeoutSeconds = 0.5);
        ics.Faults.Delay = TimeSpan.FromSeconds(30);
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").GetString() is "timeout" or "circuit-open", 30);
        ics.Faults.Delay = TimeSpan.Zero;

        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").ValueKind == System.Text.Json.JsonValueKind.Null, 30);
    }

    [TestCase("bad-json"), TestCase("html"), TestCase("oversized"), TestCase("wrong-types"), TestCase("other-bytes")]
    public async Task An_ics_that_lies_changes_nothing_and_is_believed_again_when_it_tells_the_truth(string lie)
    {
        var before = await holding.ResourcesAsync();
        var file = ics.Store.All()[6];
        ics.Faults.Lie = lie;
        await ics.EditAsync(new { edit = "add-document", personId = file.IcsPersonId, text = "True." });
        await Until.TrueAsync(async () => (await holding.QuarantineAsync()).Count > 0 || (await holding.StatusAsync()).GetProperty("failure").ValueKind == System.Text.Json.JsonValueKind.String, 30);
        Assert.That(await holding.ResourcesAsync(), Is.EqualTo(before));

        ics.Faults.Lie = null;
        // What was read as a lie row by row is read again when the row is next touched; what was unreadable is owed a reading anyway.
        await ics.EditAsync(new { edit = "touch", personId = file.IcsPersonId });
        await Until.TrueAsync(async () => (await holding.ResourcesAsync()).Count == before.Count + 2, 40);

        await Until.TrueAsync(async () => (await holding.QuarantineAsync()).Count == 0, 30);
        Assert.That((await holding.ResourcesAsync()).Except(before).Select(row => row.Type), Is.EquivalentTo(new[] { "DocumentReference", "Binary" }));
    }

    [Test]
    public async Task Nothing_of_a_child_is_in_any_log_line()
    {
        ics.Faults.Lie = "wrong-types";
        await ics.EditAsync(new { edit = "rename", personId = ics.Store.All()[1].IcsPersonId, firstName = "Zebedee", lastName = "Quagmire" });
        await Until.TrueAsync(async () => (await holding.QuarantineAsync()).Count > 0, 30);
        ics.Faults.Lie = null;
        await holding.PostAsync("operator/electronic/full-scan");
        await holding.LookedAsync();

        foreach (var file in ics.Store.All())
        {
            var lines = holding.Heard.Where(line => line.Contains(file.IcsPersonId, StringComparison.Ordinal) || line.Contains(file.Person.FirstName, StringComparison.Ordinal) || line.Contains(file.Person.LastName, StringComparison.Ordinal));
            Assert.That(lines, Is.Empty);
        }
    }
}
