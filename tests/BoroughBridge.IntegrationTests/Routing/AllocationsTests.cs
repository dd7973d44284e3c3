using System.Net;
using System.Net.Http.Json;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class AllocationsTests(DatabaseKind kind)
{
    [Test]
    public async Task A_proposal_under_a_standing_acceptance_is_accepted_once_on_routing_s_stream()
    {
        await using var world = await RoutingWorld.StartAsync(kind);
        var child = new InventedChild(world);

        await world.TellAsync("islington", child.Identity(), child.Proposed(), child.Proposed());

        var entries = await AnswersAsync(world, "islington");
        Assert.That(entries.Select(entry => entry.Type), Is.EqualTo(new[] { AllocationAccepted.Type }));
        Assert.That(entries[0].As<AllocationAccepted>(), Is.EqualTo(new AllocationAccepted { ChildRef = child.Ref, AllocationId = child.Allocation, By = "standing" }));
        Assert.That(await AnswersAsync(world, "tower-hamlets"), Is.Empty);
        Assert.That((await world.LogAsync()).Where(entry => entry.ChildRef == child.Ref).Select(entry => (entry.Kind, entry.Outcome)), Is.EqualTo(new[] { ("allocation", "accepted") }));
    }

    [TestCase(AgreementState.ClosedToNew, "closed-to-new")]
    [TestCase(AgreementState.WindingDown, "closed-to-new")]
    [TestCase(AgreementState.Suspended, "no-agreement")]
    [TestCase(AgreementState.Ended, "no-agreement")]
    public async Task A_proposal_under_an_agreement_that_is_not_open_is_declined_and_says_why(AgreementState state, string reason)
    {
        await using var world = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.State = state));
        var child = new InventedChild(world);

        await world.TellAsync("islington", child.Proposed());

        Assert.That(await ReasonsAsync(world), Is.EqualTo(new[] { reason }));
    }

    [Test]
    public async Task A_proposal_under_no_agreement_out_of_its_days_or_for_somebody_else_s_officer_is_declined()
    {
        await using var world = await RoutingWorld.StartAsync(kind, options => options.Agreements.Add(Past(options.Agreements[0])));

        await world.TellAsync(
            "islington", new InventedChild(world).Proposed(agreement: "another"), new InventedChild(world).Proposed(agreement: "past"),
            new InventedChild(world).Proposed(issuer: world.Issuers.Of("islington")));

        Assert.That(await ReasonsAsync(world), Is.EqualTo(new[] { "no-agreement", "no-agreement", "not-employed-here" }));
    }

    [Test]
    public async Task Without_a_standing_acceptance_it_waits_for_a_manager()
    {
        await using var world = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.StandingAcceptance = false));
        var child = new InventedChild(world);
        await world.TellAsync("islington", child.Proposed());
        using var operators = new OperatorDoor(world);
        var waiting = await operators.GetAsync("allocations");
        var before = await AnswersAsync(world, "islington");

        using var accepted = await operators.SendAsync($"allocations/{child.Allocation}/accept", new { });
        using var again = await operators.SendAsync($"allocations/{child.Allocation}/accept", new { });

        Assert.That(waiting[0].GetProperty("allocationId").GetString(), Is.EqualTo(child.Allocation));
        Assert.That(before, Is.Empty);
        Assert.That((accepted.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
        Assert.That((await AnswersAsync(world, "islington")).Single().As<AllocationAccepted>().By, Is.EqualTo("operator"));
        Assert.That((await operators.GetAsync("allocations")).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task What_a_manager_would_be_warned_of_is_not_accepted_in_advance_and_needs_her_reason()
    {
        await using var world = await RoutingWorld.StartAsync(kind);
        var (one, two) = (new InventedChild(world), new InventedChild(world));
        await using (var connection = await world.Database.OpenAsync(default)) await connection.ExecuteAsync("UPDATE agreements SET thresholds = 'caseload-most=1'");
        var desk = world.Services.GetRequiredService<ProposalDesk>();

        await world.TellAsync("islington", one.Proposed(), one.Allocated(), two.Proposed());

        Assert.That((await AnswersAsync(world, "islington")).Select(entry => entry.Subject), Is.EqualTo(new[] { one.Ref }), "her second child is over the band");
        Assert.That(await desk.WarningsAsync(two.Proposed(), default), Is.EqualTo(new[] { "caseload" }));
        Assert.That(await desk.AcceptAsync([two.Allocation], "idp manager.isl", "islington", "temporary", default), Is.EqualTo(Acceptance.Unknown), "another authority's manager");
        Assert.That(await desk.AcceptAsync([two.Allocation], "idp manager.th", "tower-hamlets", null, default), Is.EqualTo(Acceptance.OverrideNeeded));
        Assert.That(await desk.AcceptAsync([two.Allocation], "idp manager.th", "tower-hamlets", "because", default), Is.EqualTo(Acceptance.OverrideNeeded));
        Assert.That(await desk.AcceptAsync([two.Allocation], "idp manager.th", "tower-hamlets", "temporary", default), Is.EqualTo(Acceptance.Accepted));
        Assert.That((await world.LogAsync()).Where(entry => entry.ChildRef == two.Ref).Select(entry => (entry.Outcome, entry.Agent)),
            Is.EqualTo(new[] { ("accepted", "idp manager.th"), ("override-temporary", "idp manager.th") }));
    }

    [Test]
    public async Task An_act_is_answered_whole_or_not_and_can_be_declined()
    {
        await using var world = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.StandingAcceptance = false));
        var (one, two) = (new InventedChild(world), new InventedChild(world));
        await world.TellAsync("islington", one.Proposed(), two.Proposed());
        var desk = world.Services.GetRequiredService<ProposalDesk>();

        Assert.That(await desk.AcceptAsync([one.Allocation, Ids.New()], "idp manager.th", "tower-hamlets", null, default), Is.EqualTo(Acceptance.Unknown));
        Assert.That(await AnswersAsync(world, "islington"), Is.Empty, "nothing of an act that is not whole");
        Assert.That(await desk.DeclineAsync([one.Allocation, two.Allocation], "idp manager.th", "tower-hamlets", "workload", default), Is.EqualTo(Acceptance.Accepted));

        Assert.That(await ReasonsAsync(world), Is.EqualTo(new[] { "workload", "workload" }));
        Assert.That(await desk.WaitingAsync(default), Is.Empty);
    }

    [Test]
    public async Task A_proposal_that_ended_while_it_waited_can_not_be_accepted()
    {
        await using var world = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.StandingAcceptance = false));
        var child = new InventedChild(world);
        await world.TellAsync("islington", child.Proposed(), child.Ended(world.Today));
        using var operators = new OperatorDoor(world);

        using var answer = await operators.SendAsync($"allocations/{child.Allocation}/accept", new { });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await AnswersAsync(world, "islington"), Is.Empty);
    }

    [Test]
    public async Task The_snapshot_for_a_holder_is_its_answers_and_no_other_s()
    {
        await using var world = await RoutingWorld.StartAsync(kind);
        var (mine, declined, other) = (new InventedChild(world), new InventedChild(world), new InventedChild(world, "tower-hamlets", "islington"));
        await world.TellAsync("islington", mine.Proposed(), declined.Proposed(agreement: "another"));
        await world.TellAsync("tower-hamlets", other.Proposed());
        using var islington = Caller(world, "islington");

        var snapshot = await islington.GetFromJsonAsync<StreamSnapshot>($"{world.Options.RecordUrl}/record/snapshot/islington", Wire.Json);

        Assert.That(snapshot!.Events.Select(told => (told.Type, told.Data.GetProperty("childRef").GetString())), Is.EquivalentTo(new[]
        {
            (AllocationAccepted.Type, mine.Ref), (AllocationDeclined.Type, declined.Ref),
        }));
        Assert.That((snapshot.Stream, snapshot.Number), Is.EqualTo(("routing/islington", 2L)));
    }

    [Test]
    public async Task A_new_epoch_is_an_operator_s_act_and_the_snapshot_still_holds_every_answer()
    {
        await using var world = await RoutingWorld.StartAsync(kind);
        var child = new InventedChild(world);
        await world.TellAsync("islington", child.Proposed());
        using var islington = Caller(world, "islington");
        using var operators = new OperatorDoor(world);
        var before = await islington.GetFromJsonAsync<StreamSnapshot>($"{world.Options.RecordUrl}/record/snapshot/islington", Wire.Json);

        await operators.PostAsync("stream/new-epoch", new { });
        var after = await islington.GetFromJsonAsync<StreamSnapshot>($"{world.Options.RecordUrl}/record/snapshot/islington", Wire.Json);

        Assert.That(after!.Epoch, Is.Not.EqualTo(before!.Epoch));
        Assert.That(after.Events, Has.Count.EqualTo(1));
    }

    private static async Task<IReadOnlyList<StreamEntry>> AnswersAsync(RoutingWorld world, string holder)
    {
        using var caller = Caller(world, holder);

        return (await caller.GetFromJsonAsync<StreamPage>($"{world.Options.RecordUrl}/record/stream/{holder}?from=1", Wire.Json))!.Entries;
    }

    private static async Task<IEnumerable<string>> ReasonsAsync(RoutingWorld world) => (await AnswersAsync(world, "islington")).Select(entry => entry.As<AllocationDeclined>().Reason);

    private static HttpClient Caller(RoutingWorld world, string part) => new(MutualTls.Caller(world.Parts.Trust(part, world.Issuers)));

    private static AgreementOptions Past(AgreementOptions like) => new()
    {
        Reference = "past",
        Holder = like.Holder,
        Employer = like.Employer,
        State = AgreementState.Open,
        From = new(2007, 7, 1),
        To = new(2009, 6, 30),
        Basis = like.Basis,
        StandingAcceptance = true,
    };
}
