using System.Net;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>Routing and a real holding, over each transport and on each database: proposal, acceptance, grant, read, end.</summary>
[TestFixture(DatabaseKind.Sqlite, false, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, false, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, true, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, true, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, true, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, true, TransportProfile.Brokered)]
internal sealed class BridgeTests(DatabaseKind kind, bool brokered, TransportProfile profile)
{
    private TestVhost? vhost;
    private RoutingWorld world = null!;
    private RealHolding holding = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        vhost = brokered ? await TestBroker.NewVhostAsync() : null;
        var routing = vhost is null ? null : await vhost.OptionsOfAsync("islington", "routing");
        world = await RoutingWorld.StartAsync(kind, options =>
        {
            var islington = options.Authorities["islington"];
            (islington.Profile, islington.Broker) = (profile, routing);
            islington.RecordUrl = profile == TransportProfile.Direct ? $"https://127.0.0.1:{Ports.Free()}" : "";
        });
        holding = await RealHolding.StartAsync(world, vhost is null ? null : await vhost.OptionsOfAsync("islington", "islington"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await world.StopRoutingAsync();
        await holding.DisposeAsync();
        await world.DisposeAsync();
        if (vhost is not null) await vhost.DisposeAsync();
    }

    [Test]
    public async Task An_allocation_opens_a_read_that_both_logs_tell_of_and_its_end_closes_it()
    {
        var (child, plan) = await holding.PutAsync("p1", "Thistlewood");
        var desk = holding.Services.GetRequiredService<AllocationDesk>();

        Assert.That(await StatusAsync(plan, "iro.th1"), Is.EqualTo(HttpStatusCode.NotFound));
        var allocation = await desk.ProposeAsync(
            new() { ChildRef = child, Iro = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" }, Employer = "tower-hamlets", From = world.Today }, "manager", default);
        await Until.TrueAsync(async () => await StatusAsync(plan, "iro.th1") == HttpStatusCode.OK, seconds: 30);
        using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", "iro.th1"));

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("A plan for Thistlewood"));
        Assert.That(await StatusAsync(plan, "iro.th2"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await desk.StateAsync(allocation, default), Is.EqualTo("granted"));
        var recipients = (await world.LogAsync()).Where(entry => entry.Kind == "recipient" && entry.ChildRef == child).Select(entry => entry.Transaction_).ToArray();
        var sources = (await holding.LogAsync(child)).Where(entry => entry.Kind == "source").Select(entry => entry.Transaction).ToArray();
        Assert.That(recipients, Is.Not.Empty.And.EqualTo(sources));

        await desk.EndAsync(allocation, world.Today, immediately: true, "handover", "manager", default);
        await Until.TrueAsync(async () => await StatusAsync(plan, "iro.th1") == HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_child_without_a_proposal_has_no_presence_here_at_all()
    {
        var (child, plan) = await holding.PutAsync("p2", "Marrowbone");
        var (shown, shownPlan) = await holding.PutAsync("p3", "Fennimore");
        await holding.Services.GetRequiredService<AllocationDesk>().ProposeAsync(
            new() { ChildRef = shown, Iro = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" }, Employer = "tower-hamlets", From = world.Today }, "manager", default);
        await Until.TrueAsync(async () => await StatusAsync(shownPlan, "iro.th1") == HttpStatusCode.OK, seconds: 30);

        var all = await EverythingAsync();

        Assert.That(all, Does.Contain(shown), "the search finds what is there");
        foreach (var piece in new[] { child, plan, "Marrowbone", "Fennimore", "Quillon", "2014-05-06", "A plan for" }) Assert.That(all, Does.Not.Contain(piece));
    }

    [Test]
    public async Task The_operator_sees_every_stream_at_its_head()
    {
        using var operators = new OperatorDoor(world);

        await Until.TrueAsync(async () =>
        {
            var status = (await operators.GetAsync("stream")).EnumerateArray().Single(one => one.GetProperty("holder").GetString() == "islington");

            return status.GetProperty("state").GetString() == "ok" && status.GetProperty("published").GetInt64() == status.GetProperty("applied").GetInt64();
        });
        var ready = await world.Http.GetStringAsync("/health/ready");

        Assert.That(ready, Does.Contain("\"stream:islington\":\"ok\"").And.Contain("\"log\":\"ok\""));
        if (brokered) Assert.That(ready, Does.Contain("\"broker:islington\":\"ok\""));
    }

    private async Task<HttpStatusCode> StatusAsync(string plan, string subject)
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", subject));

        return answer.StatusCode;
    }

    /// <summary>Every row of routing's database as text, but for its own log of who asked for what.</summary>
    private async Task<string> EverythingAsync()
    {
        await using var connection = await world.Database.OpenAsync(default);
        var tables = await connection.QueryAsync<string>(kind == DatabaseKind.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
        var text = new System.Text.StringBuilder();
        foreach (var table in tables.Where(table => !table.StartsWith("sqlite_", StringComparison.Ordinal)))
        {
            foreach (IDictionary<string, object?> row in await connection.QueryAsync($"SELECT * FROM {table}"))
                text.AppendJoin(' ', row.Values.Select(cell => cell is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : cell?.ToString())).Append('\n');
        }

        return text.ToString();
    }
}
