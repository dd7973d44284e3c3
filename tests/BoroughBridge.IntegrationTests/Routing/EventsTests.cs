using System.Net;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class EventsTests(DatabaseKind kind)
{
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(kind);

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [SetUp]
    public async Task IntroduceAsync()
    {
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
    }

    [Test]
    public async Task A_repeat_changes_nothing()
    {
        var before = await RowsAsync();

        await world.TellAsync("islington", child.Identity(), child.CarePlan(), child.Scan(), child.Allocated());

        Assert.That(await RowsAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_older_version_changes_nothing()
    {
        await world.TellAsync("islington", child.CarePlan(3, "police"));

        await world.TellAsync("islington", child.CarePlan(2));

        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.NotFound), "the label of version 3 holds");
    }

    [Test]
    public async Task A_withdrawn_document_and_its_bytes_are_gone_until_a_newer_version()
    {
        await world.TellAsync("islington", new DocumentWithdrawn { ChildRef = child.Ref, DocumentId = child.Document, Version = 2, Reason = "misfiled" }, child.Scan(2));
        var gone = (await StatusAsync($"DocumentReference/{child.Document}"), await StatusAsync($"Binary/{child.Binary}"));

        await world.TellAsync("islington", child.Scan(3));

        Assert.That(gone, Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        Assert.That(await StatusAsync($"DocumentReference/{child.Document}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_withdrawal_that_comes_first_leaves_a_tombstone()
    {
        var document = Ids.New();

        await world.TellAsync("islington", new DocumentWithdrawn { ChildRef = child.Ref, DocumentId = document, Version = 2, Reason = "error" });

        Assert.That(await StatusAsync($"DocumentReference/{document}"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_event_of_a_type_to_come_is_ignored_and_counted()
    {
        var before = await RowsAsync();
        var entry = world.Entry("islington", child.Identity()) with { Type = "child.something-new", Data = JsonDocument.Parse("""{"childRef":"x","more":[1]}""").RootElement };

        await world.TellAsync("islington", entry);

        Assert.That(await RowsAsync(), Is.EqualTo(before));
        Assert.That(await world.Http.GetStringAsync("/metrics"), Does.Contain("boroughbridge_events_ignored_total{holder=\"islington\"}"));
    }

    [Test]
    public async Task A_new_member_of_a_known_event_is_ignored()
    {
        var entry = world.Entry("islington", child.CarePlan(5));
        var data = JsonDocument.Parse(entry.Data.GetRawText()[..^1] + ""","laterMember":{"a":1}}""").RootElement;

        await world.TellAsync("islington", entry with { Data = data });

        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("""{"childRef":"REF","version":"one","labels":[]}""", "data")]
    [TestCase("""{"childRef":"REF","version":1}""", "data")]
    [TestCase("""{"childRef":"REF","version":0,"labels":[]}""", "version")]
    [TestCase("""{"childRef":"REF","version":1,"labels":["Name Of Someone"]}""", "labels")]
    [TestCase("""[1]""", "data")]
    [TestCase("""null""", "data")]
    public void A_malformed_event_is_poison(string json, string code)
    {
        var entry = world.Entry("islington", child.Identity()) with { Data = JsonDocument.Parse(json.Replace("REF", child.Ref, StringComparison.Ordinal)).RootElement };

        Assert.That(async () => await world.TellAsync("islington", entry), Throws.InstanceOf<PoisonEventException>().With.Message.EqualTo(code));
    }

    [Test]
    public void A_title_in_the_place_of_a_code_is_poison() =>
        Assert.That(async () => await world.TellAsync("islington", child.CarePlan() with { Kind = "Care plan of a child" }), Throws.InstanceOf<PoisonEventException>());

    [Test]
    public void An_event_about_another_child_than_it_says_is_poison() =>
        Assert.That(async () => await world.TellAsync("islington", world.Entry("islington", child.Identity()) with { Subject = Ids.New() }), Throws.InstanceOf<PoisonEventException>());

    [Test]
    public async Task A_closed_child_is_read_by_nobody_until_the_holder_s_facts_are_replaced()
    {
        await world.Database.InTransactionAsync(transaction => world.Applier("islington").CloseChildAsync(child.Ref, transaction, default), default);
        var closed = await StatusAsync($"CarePlan/{child.Plan}");

        await ReplaceAsync("islington", child.Identity(), child.CarePlan(), child.Allocated());

        Assert.That(closed, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_child_closed_before_it_was_known_stays_closed()
    {
        var unknown = new InventedChild(world);
        await world.Database.InTransactionAsync(transaction => world.Applier("islington").CloseChildAsync(unknown.Ref, transaction, default), default);

        await unknown.IntroduceAsync();
        await world.TellAsync("islington", unknown.Allocated());

        Assert.That(await StatusAsync($"CarePlan/{unknown.Plan}"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Another_holder_s_stream_can_not_touch_the_child()
    {
        var before = await RowsAsync();
        var hostile = new InventedChild(world, "tower-hamlets", "islington");
        IChildEvent[] trespasses =
        [
            child.Identity("police"), child.CarePlan(9), child.Scan(9), child.Held(world.Today), child.LookedAfter(world.Today), child.Ended(world.Today, immediately: true),
            child.Proposed(), child.Allocated("iro.th2"), new DocumentWithdrawn { ChildRef = child.Ref, DocumentId = child.Document, Version = 9, Reason = "error" },
            new ChildCeasedToBeLookedAfter { ChildRef = child.Ref, PeriodId = Ids.New(), On = world.Today, Reason = "E4A" },
            hostile.CarePlan() with { CarePlanId = child.Plan }, hostile.Scan() with { DocumentId = child.Document }, hostile.Scan() with { BinaryId = child.Binary },
            hostile.Scan() with { BinaryId = child.Plan }, hostile.Allocated() with { AllocationId = child.Allocation }, hostile.Ended(world.Today, true) with { AllocationId = child.Allocation },
        ];

        foreach (var trespass in trespasses)
            Assert.That(async () => await world.TellAsync("tower-hamlets", trespass), Throws.InstanceOf<PoisonEventException>(), trespass.GetType().Name);
        await world.Database.InTransactionAsync(transaction => world.Applier("tower-hamlets").CloseChildAsync(child.Ref, transaction, default), default);

        Assert.That(await RowsAsync(), Is.EqualTo(before));
        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_thing_never_moves_to_another_child()
    {
        var sibling = await new InventedChild(world).IntroduceAsync();

        Assert.That(async () => await world.TellAsync("islington", sibling.CarePlan(9) with { CarePlanId = child.Plan }), Throws.InstanceOf<PoisonEventException>());
        Assert.That(async () => await world.TellAsync("islington", child.Allocated("iro.th2")), Throws.InstanceOf<PoisonEventException>(), "nor a grant to another person");
        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_snapshot_replaces_all_of_its_holder_and_nothing_of_another()
    {
        var other = await new InventedChild(world, "tower-hamlets", "islington").IntroduceAsync();
        await world.TellAsync("tower-hamlets", other.Allocated("iro.isl1"));
        var fresh = new InventedChild(world);
        world.Islington.Put("CarePlan", fresh.Plan, fresh.Ref, fresh.PlanBytes);

        await ReplaceAsync("islington", fresh.Identity(), fresh.CarePlan(4), fresh.Allocated());

        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync($"CarePlan/{fresh.Plan}"), Is.EqualTo(HttpStatusCode.OK));
        using var elsewhere = await world.GetAsync($"/fhir/CarePlan/{other.Plan}", world.Issuers.Token("islington", "iro.isl1"));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_malformed_event_in_a_snapshot_closes_its_child_alone()
    {
        var fresh = new InventedChild(world);
        world.Islington.Put("CarePlan", fresh.Plan, fresh.Ref, fresh.PlanBytes);

        await ReplaceAsync("islington", child.Identity(), child.CarePlan() with { Kind = "not a code" }, child.Allocated(), fresh.Identity(), fresh.CarePlan(), fresh.Allocated());

        Assert.That(await StatusAsync($"Patient/{child.Ref}"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync($"CarePlan/{fresh.Plan}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_allocation_lengthened_or_ended_later_follows_its_days()
    {
        await world.TellAsync("islington", child.Ended(world.Today));
        var lastDay = await StatusAsync($"CarePlan/{child.Plan}");

        world.Clock.Shift(TimeSpan.FromDays(1));
        try
        {
            Assert.That(lastDay, Is.EqualTo(HttpStatusCode.OK), "the last day is a whole day");
            Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.NotFound));
        }
        finally
        {
            world.Clock.Shift(TimeSpan.FromDays(-1));
        }
    }

    [Test]
    public async Task What_has_ended_stays_ended_when_its_holder_is_restored_to_before_the_end()
    {
        await world.TellAsync("islington", child.Ended(world.Today, immediately: true));

        await ReplaceAsync("islington", child.Identity(), child.CarePlan(), child.Allocated());
        var inSnapshot = await StatusAsync($"CarePlan/{child.Plan}");
        await ReplaceAsync("islington", child.Identity(), child.CarePlan(), child.Proposed());
        await world.TellAsync("islington", child.Allocated());

        Assert.That(inSnapshot, Is.EqualTo(HttpStatusCode.NotFound), "the snapshot has it open");
        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.NotFound), "granted again on the old answer");
        await world.TellAsync("islington", child.Allocated() with { AllocationId = Ids.New() });
        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.OK), "a new allocation is a new one");
    }

    [Test]
    public async Task A_last_day_brought_forward_is_not_put_off_by_a_restored_holder()
    {
        await world.TellAsync("islington", child.Ended(world.Today.AddDays(-1)));

        await ReplaceAsync("islington", child.Identity(), child.CarePlan(), child.Allocated(), child.Ended(world.Today.AddDays(9)));

        Assert.That(await StatusAsync($"CarePlan/{child.Plan}"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_period_told_again_after_its_end_is_open_again()
    {
        var began = child.LookedAfter(world.Today.AddDays(-30));
        await world.TellAsync("islington", began, new ChildCeasedToBeLookedAfter { ChildRef = child.Ref, PeriodId = began.PeriodId, On = world.Today, Reason = "E4A" });

        await world.TellAsync("islington", began);

        Assert.That(await RowsAsync(), Does.Contain($"idx_periods: period_id={began.PeriodId}, child_ref={child.Ref}, holder=islington, from_day={began.On:yyyy-MM-dd}, to_day=, "));
    }

    [Test]
    public void Text_that_only_one_database_takes_is_poison_on_both() =>
        Assert.That(async () => await world.TellAsync("islington", child.Allocated("iro\0th1") with { AllocationId = Ids.New() }),
            Throws.InstanceOf<PoisonEventException>().With.Message.EqualTo("iro"));

    private Task ReplaceAsync(string holder, params IChildEvent[] events) => world.Database.InTransactionAsync(
        transaction => world.Applier(holder).ReplaceAsync(
            new()
            {
                Stream = StreamNames.FromHolder(holder),
                Epoch = "f",
                Number = 1,
                Hash = StreamEntry.NoHash,
                Events = [.. events.Select(data => new SnapshotEvent
                {
                    Type = EventCatalogue.NameOf(data), Time = world.Clock.GetUtcNow(), Data = JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json),
                })],
            },
            transaction, default),
        default);

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await world.GetAsync("/fhir/" + path, world.Issuers.Token("tower-hamlets", "iro.th1"));

        return answer.StatusCode;
    }

    /// <summary>All that is known of the child, as text.</summary>
    private async Task<string> RowsAsync()
    {
        await using var connection = await world.Database.OpenAsync(default);
        var rows = new List<string>();
        foreach (var table in new[] { "idx_children", "idx_periods", "idx_things", "idx_reviews", "grants", "proposals", "answers" })
        {
            var found = await connection.QueryAsync($"SELECT * FROM {table} WHERE child_ref = @Ref ORDER BY 1", new { child.Ref });
            rows.AddRange(found.Select(row => table + ": " + string.Join(", ", ((IDictionary<string, object?>)row).Where(cell => cell.Key != "changed").Select(cell => $"{cell.Key}={cell.Value}"))));
        }

        return string.Join('\n', rows);
    }
}
