using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>The employing authority's answers on routing's stream, pulled over mutual TLS and through RabbitMQ.</summary>
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class AnswersFromRoutingTests(DatabaseKind kind, TransportProfile profile)
{
    [Test]
    public async Task An_acceptance_that_is_pulled_makes_the_grant_and_a_repeat_makes_no_other()
    {
        await using var holding = await TestHolding.StartAsync(kind, profile: profile);
        await using var routing = await RoutingSide.StartAsync(kind, holding.Options, holding.RoutingBroker);
        var (childRef, id) = await ProposeAsync(holding);

        await routing.SayAsync(Accepted(childRef, id), Accepted(childRef, id), Accepted(childRef, Ids.New()));

        await Until.TrueAsync(async () => await holding.Desk.StateAsync(id, default) == "granted", 20);
        await Until.TrueAsync(async () => await AppliedAsync(holding) == 3, 20);
        Assert.That((await holding.ToldAsync(childRef)).Count(type => type == "iro.allocated"), Is.EqualTo(1));
    }

    [Test]
    public async Task Through_the_broker_the_same()
    {
        await using var vhost = await TestBroker.NewVhostAsync();
        await using var holding = await TestHolding.StartAsync(kind, options => options.Broker = vhost.Options);
        await using var routing = await RoutingSide.StartAsync(kind, holding.Options);
        using var relay = new StreamRelay(routing.Database, routing.Writer, vhost.Options, TimeProvider.System, NullLogger<StreamRelay>.Instance);
        await relay.StartAsync(default);
        var (childRef, id) = await ProposeAsync(holding);

        await routing.SayAsync(Accepted(childRef, id));

        await Until.TrueAsync(async () => await holding.Desk.StateAsync(id, default) == "granted", 30);
        await Until.TrueAsync(async () => await vhost.MessagesAsync(StreamNames.Queue("holder/islington")) >= 3, 30);
        await relay.StopAsync(default);
    }

    [Test]
    public async Task A_decline_ends_the_proposal_and_tells_nobody()
    {
        await using var holding = await TestHolding.StartAsync(kind, profile: profile);
        await using var routing = await RoutingSide.StartAsync(kind, holding.Options, holding.RoutingBroker);
        var (childRef, id) = await ProposeAsync(holding);
        var told = (await holding.ToldAsync()).Count;

        await routing.SayAsync(new AllocationDeclined { ChildRef = childRef, AllocationId = id, Reason = "not-employed-here" });

        await Until.TrueAsync(async () => await holding.Desk.StateAsync(id, default) == "declined", 20);
        Assert.That((await holding.ToldAsync()).Count, Is.EqualTo(told));
    }

    [Test]
    public async Task An_answer_waits_while_the_log_cannot_be_written_and_its_child_stays_open()
    {
        await using var holding = await TestHolding.StartAsync(kind, profile: profile);
        await using var routing = await RoutingSide.StartAsync(kind, holding.Options, holding.RoutingBroker);
        var (childRef, id) = await ProposeAsync(holding);
        File.Move(holding.Options.Log.KeyFile, holding.Options.Log.KeyFile + ".away");

        await routing.SayAsync(Accepted(childRef, id));
        await Until.TrueAsync(() => holding.Heard.Lines.Count(line => line.Contains("routing/islington", StringComparison.Ordinal) && line.StartsWith("Warning", StringComparison.Ordinal)) >= 3, 20);
        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("proposed"));
        File.Move(holding.Options.Log.KeyFile + ".away", holding.Options.Log.KeyFile);

        await Until.TrueAsync(async () => await holding.Desk.StateAsync(id, default) == "granted", 30);
        await using var connection = await holding.Store.Database.OpenAsync(default);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM children WHERE closed = 1"), Is.Zero);
    }

    [Test]
    public async Task An_event_that_cannot_be_read_closes_its_child_and_a_later_version_s_event_does_not()
    {
        await using var holding = await TestHolding.StartAsync(kind, profile: profile);
        await using var routing = await RoutingSide.StartAsync(kind, holding.Options, holding.RoutingBroker);
        var (childRef, id) = await ProposeAsync(holding);
        var (other, otherId) = await ProposeAsync(holding, "P-2");

        await routing.SayAsync(new ReviewHeld { ChildRef = other, ReviewId = Ids.New(), Version = 1, On = new(2026, 5, 1), Labels = [] });
        await routing.FollowedAsync();
        await SpoiltAsync(routing, childRef);
        await routing.SayAsync(Accepted(other, otherId));

        await Until.TrueAsync(async () => await holding.Desk.StateAsync(otherId, default) == "granted", 30);
        await using var connection = await holding.Store.Database.OpenAsync(default);
        Assert.That(await connection.QueryAsync<string>("SELECT child_ref FROM children WHERE closed = 1"), Is.EqualTo(new[] { childRef }));
        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("proposed"));
    }

    // An acceptance without its id, hashed and numbered as it should be.
    private static Task SpoiltAsync(RoutingSide routing, string childRef) => routing.Database.InTransactionAsync(
        async transaction =>
        {
            var entry = await routing.Writer.AppendAsync(Accepted(childRef, Ids.New()), transaction, default);
            var spoilt = entry with { Data = System.Text.Json.JsonSerializer.SerializeToElement(new { childRef }), Streamhash = StreamEntry.NoHash };
            var node = System.Text.Json.JsonSerializer.SerializeToNode(spoilt, Wire.Json)!.AsObject();
            node.Remove("streamhash");
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(CanonicalJson.Bytes<System.Text.Json.Nodes.JsonNode>(node)));
            await transaction.Connection!.ExecuteAsync(
                "UPDATE stream_entries SET entry = @bytes, hash = @hash WHERE number = @Streamnumber; UPDATE stream_head SET hash = @hash",
                new { bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(spoilt with { Streamhash = hash }, Wire.Json), hash, entry.Streamnumber }, transaction);
        },
        default);

    private static AllocationAccepted Accepted(string childRef, string id) => new() { ChildRef = childRef, AllocationId = id, By = "standing" };

    private static async Task<(string ChildRef, string Id)> ProposeAsync(TestHolding holding, string person = "P-1")
    {
        var childRef = await holding.Intake.PutPersonAsync(TestRecords.Wren(person), default);

        return (childRef, await holding.Desk.ProposeAsync(new() { ChildRef = childRef, Iro = holding.Iro(), Employer = "tower-hamlets", From = new(2026, 1, 1) }, "test", default));
    }

    private static async Task<long> AppliedAsync(TestHolding holding)
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>("SELECT number FROM stream_position");
    }
}
