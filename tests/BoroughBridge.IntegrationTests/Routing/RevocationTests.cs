using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Read;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>What ends an access ends it everywhere within a second: at the holder, at routing, in the index; over either transport of the streams.</summary>
[TestFixture(DatabaseKind.Sqlite, false)]
[TestFixture(DatabaseKind.Postgres, true)]
internal sealed class RevocationTests(DatabaseKind kind, bool brokered)
{
    private const int Times = 9;
    private TestVhost? vhost;
    private RoutingWorld world = null!;
    private RealHolding holding = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        vhost = brokered ? await TestBroker.NewVhostAsync() : null;
        world = await RoutingWorld.StartAsync(kind, options =>
        {
            options.Authorities["islington"].RecordUrl = $"https://127.0.0.1:{Ports.Free()}";
            options.Authorities["islington"].Broker = vhost?.Options;
        });
        holding = await RealHolding.StartAsync(world, vhost?.Options);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await world.StopRoutingAsync();
        await holding.DisposeAsync();
        await world.DisposeAsync();
        if (vhost is not null) await vhost.DisposeAsync();
    }

    private AllocationDesk Desk => holding.Services.GetRequiredService<AllocationDesk>();

    [Test]
    public async Task An_allocation_that_ends_is_refused_and_out_of_the_list_within_a_second()
    {
        var took = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var (child, plan, allocation) = await AllocatedAsync($"r{i}");

            await Desk.EndAsync(allocation, world.Today, immediately: true, "handover", "manager", default);
            var since = Stopwatch.GetTimestamp();
            await Until.TrueAsync(async () => await StatusAsync(plan) == HttpStatusCode.NotFound && await IsListedAsync(child) == false);
            took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        took.Sort();
        await TestContext.Out.WriteLineAsync($"refused and unlisted after an end, ms: {string.Join(' ', took.Select(ms => ms.ToString("0", null)))}");
        Assert.That(took[Times / 2], Is.LessThan(1000), "half of them");
    }

    [Test]
    public async Task A_quick_denial_needs_no_turn_in_the_stream_and_is_only_the_holder_s_own_to_say()
    {
        var (child, plan, allocation) = await AllocatedAsync("q1");
        using var islington = Caller("islington");
        using var other = Caller("tower-hamlets");
        var denial = new QuickDenial { Kind = "allocation", Id = allocation };

        Assert.That(await SayAsync(other, "islington", denial), Is.EqualTo(HttpStatusCode.NotFound), "with another's certificate");
        Assert.That(await SayAsync(other, "tower-hamlets", denial), Is.EqualTo(HttpStatusCode.NoContent), "another holder's word about what is not its own");
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SayAsync(islington, "islington", denial with { Kind = "grant" }), Is.EqualTo(HttpStatusCode.BadRequest));

        Assert.That(await SayAsync(islington, "islington", denial), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.NotFound), "at once, though the stream has said nothing");
        Assert.That(await IsListedAsync(child), Is.False);
    }

    [Test]
    public async Task A_person_denied_at_the_holder_is_refused_at_routing_too()
    {
        var (child, plan, _) = await AllocatedAsync("q2");
        using var islington = Caller("islington");

        await SayAsync(islington, "islington", new() { Kind = "person", Id = child, Staff = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" } });

        Assert.That((await StatusAsync(plan), await IsListedAsync(child)), Is.EqualTo((HttpStatusCode.NotFound, false)));
    }

    [Test]
    public async Task A_stopped_agreement_is_judged_by_the_stream_again_once_it_has_told_as_much()
    {
        var (_, plan, _) = await AllocatedAsync("q3");
        using var islington = Caller("islington");
        var id = BoroughBridge.Agreements.AgreementCodes.IdOf("islington", "islington-tower-hamlets-1");
        var (epoch, number) = await PositionAsync();

        await SayAsync(islington, "islington", new() { Kind = "agreement", Id = id, Epoch = epoch, Number = number });
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.OK), "late: the stream has told that already");
        await SayAsync(islington, "islington", new() { Kind = "agreement", Id = id, Epoch = epoch, Number = number + 1_000_000 });
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.NotFound));

        await using (var connection = await world.Database.OpenAsync(default)) await connection.ExecuteAsync("UPDATE quick_denials SET number = @number WHERE kind = 'agreement'", new { number });
        await holding.Services.GetRequiredService<BoroughBridge.Agreements.AgreementBook>().SuspendAsync(id, default);
        await Until.TrueAsync(async () => await SuspendedAsync(id), seconds: 30);
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.NotFound));
        var manager = new BoroughBridge.DisclosureLog.Audit.AuditActor { Issuer = world.Issuers.Of("islington"), Subject = "manager.isl", Authority = "islington", Roles = ["iro-manager"] };
        await holding.Services.GetRequiredService<BoroughBridge.Agreements.AgreementBook>().MoveAsync(id, AgreementState.Open, manager, default);
        await Until.TrueAsync(async () => await StatusAsync(plan) == HttpStatusCode.OK, seconds: 30);
    }

    [Test]
    public async Task A_person_disabled_here_is_refused_from_the_next_request_on()
    {
        var (_, plan, _) = await AllocatedAsync("q4", "iro.th9");
        var token = world.Issuers.Token("tower-hamlets", "iro.th9");
        using (var read = await world.GetAsync($"/fhir/CarePlan/{plan}", token)) Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        await world.Services.GetRequiredService<BoroughBridge.Routing.People.UserDirectory>().SetDisabledAsync(world.Issuers.Of("tower-hamlets"), "iro.th9", disabled: true, default);

        using var refused = await world.GetAsync($"/fhir/CarePlan/{plan}", token);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized).Or.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<(string Child, string Plan, string Allocation)> AllocatedAsync(string person, string iro = "iro.th1")
    {
        var (child, plan) = await holding.PutAsync(person, "Thistlewood");
        var allocation = await Desk.ProposeAsync(
            new AllocationRequest { ChildRef = child, Iro = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = iro }, Employer = "tower-hamlets", From = world.Today }, "manager", default);
        await Until.TrueAsync(async () => await StatusAsync(plan, iro) == HttpStatusCode.OK, seconds: 30);

        return (child, plan, allocation);
    }

    private async Task<HttpStatusCode> StatusAsync(string plan, string iro = "iro.th1")
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", iro));

        return answer.StatusCode;
    }

    private async Task<bool> IsListedAsync(string child) => (await world.Services.GetRequiredService<CaseList>().ChildrenAsync(
        new ReadContext
        {
            User = (await world.Services.GetRequiredService<UserTokens>().ValidateAsync(world.Issuers.Token("tower-hamlets", "iro.th1"), default)).Identity!,
            Token = "", Purpose = Purposes.Default, PurposeDefaulted = true, RemoteAddress = null, Path = "portal",
        },
        default)).Any(one => one.ChildRef == child);

    private async Task<(string Epoch, long Number)> PositionAsync()
    {
        var position = await world.Services.GetRequiredService<BoroughBridge.Routing.Follow.HolderFeeds>().Of("islington").PositionAsync(default);

        return (position.Epoch!, position.Number);
    }

    private async Task<bool> SuspendedAsync(string id)
    {
        await using var connection = await world.Database.OpenAsync(default);

        return await connection.ExecuteScalarAsync<string>("SELECT state FROM agreements WHERE agreement_id = @id", new { id }) == "suspended";
    }

    private async Task<HttpStatusCode> SayAsync(HttpClient caller, string holder, QuickDenial denial)
    {
        using var body = JsonContent.Create(denial, options: Wire.Json);
        await body.LoadIntoBufferAsync();
        using var answer = await caller.PostAsync($"{world.Options.RecordUrl}/record/deny/{holder}", body);

        return answer.StatusCode;
    }

    private HttpClient Caller(string part) => new(MutualTls.Caller(world.Parts.Trust(part, world.Issuers)));
}
