using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using NUnit.Framework;
using RabbitMQ.Client;

namespace BoroughBridge.IntegrationTests.Streams;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamBrokerTests(DatabaseKind kind)
{
    private readonly string queue = StreamNames.Queue("holder/camden");
    private readonly string[] children = [.. Enumerable.Range(0, 7).Select(_ => Ids.New())];
    private BrokerSide side = null!;

    [SetUp]
    public async Task Make() => side = await BrokerSide.NewAsync(kind);

    [TearDown]
    public async Task Drop() => await side.DisposeAsync();

    [Test]
    public async Task What_is_told_is_applied_over_the_broker_each_once_and_in_order()
    {
        await side.RelayAsync();
        await side.ListenerAsync();
        side.OnlyByBroker();

        for (var i = 0; i < 50; i++) await side.Publisher.TellAsync([.. children, .. children]);

        await side.AgreeAsync();
        await Until.TrueAsync(async () => (await side.Publisher.Writer.StatusAsync(default)) is { Published: 700, OldestUnpublishedSeconds: null });
        Assert.That(await side.Vhost.MessagesAsync(queue + "_error"), Is.LessThan(1));
    }

    [Test]
    public async Task What_is_published_before_anybody_listens_is_not_lost()
    {
        side.OnlyByBroker();
        await side.RelayAsync();
        for (var i = 0; i < 5; i++) await side.Publisher.TellAsync(children);
        await Until.TrueAsync(async () => (await side.Publisher.Writer.StatusAsync(default)).Published == 35, seconds: 30);

        await side.ListenerAsync(untilHealthy: false);

        await side.AgreeAsync();
    }

    [Test]
    public async Task Two_relays_and_two_listeners_keep_one_order()
    {
        await side.RelayAsync(instance: "one");
        await side.RelayAsync(instance: "two");
        await side.ListenerAsync();
        await side.ListenerAsync();
        side.OnlyByBroker();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => side.Publisher.TellAsync(children))));

        await side.AgreeAsync();
    }

    [Test]
    public async Task A_relay_that_dies_is_followed_by_another()
    {
        var first = await side.RelayAsync(instance: "one");
        await side.ListenerAsync();
        await side.Publisher.TellAsync(children);
        await side.AgreeAsync();

        await side.StopAsync(first);
        await side.RelayAsync(instance: "two");
        side.OnlyByBroker();
        await side.Publisher.TellAsync(children);

        await side.AgreeAsync();
    }

    [Test]
    public async Task Poison_is_parked_and_acknowledged_and_the_stream_goes_on()
    {
        await side.RelayAsync();
        await side.ListenerAsync();

        await side.Publisher.TellAsync(children[0], "purged");
        await side.Publisher.TellAsync(children[1]);

        await Until.TrueAsync(async () => (await side.Reader.FactsAsync()).Count == 1, seconds: 30);
        Assert.That(await side.Reader.ClosedAsync(), Is.EqualTo(new[] { children[0] }));
        await Until.TrueAsync(async () => await side.Vhost.MessagesAsync(queue) == 0, seconds: 30);
    }

    [Test]
    public async Task What_is_no_entry_goes_to_the_error_queue_and_its_text_into_no_header()
    {
        await side.RelayAsync();
        await side.ListenerAsync();

        await SendAsync("Petronella Quux is no entry"u8.ToArray());
        await SendAsync("""{"specversion":"1.0","id":"Petronella Quux"}"""u8.ToArray());
        await SendAsync([.. Enumerable.Repeat((byte)'9', 100_000)]);
        await side.Publisher.TellAsync(children);

        await side.AgreeAsync();
        await Until.TrueAsync(async () => JsonNode.Parse(await side.Vhost.PeekAsync(queue + "_error"))!.AsArray().Count == 3, seconds: 30);
        foreach (var message in JsonNode.Parse(await side.Vhost.PeekAsync(queue + "_error"))!.AsArray())
            Assert.That(message!["properties"]!.ToJsonString(), Does.Not.Contain("Quux").And.Not.Contain("Petronella").And.Not.Contain("999999"));
    }

    [Test]
    public async Task What_a_restored_publisher_left_in_the_queue_holds_up_nothing()
    {
        await side.RelayAsync();
        await side.ListenerAsync();
        var told = await side.Publisher.TellAsync(children[0]);
        await side.AgreeAsync();
        var forgotten = StreamEntry.Following(told.Source, told.Streamepoch, 1000, told.Streamhash, told.As<Contracts.Events.DocumentWithdrawn>(), TimeProvider.System.GetUtcNow());

        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(forgotten, Wire.Json));
        await Until.TrueAsync(async () => JsonNode.Parse(await side.Vhost.PeekAsync(queue + "_error"))!.AsArray().Count == 1, seconds: 30);
        side.OnlyByBroker();
        await side.Publisher.TellAsync(children);

        await side.AgreeAsync();
    }

    [Test]
    public async Task A_hole_is_closed_by_what_arrives_behind_it_while_the_publisher_is_silent()
    {
        await side.ListenerAsync();
        side.OnlyByBroker();
        var told = await side.Publisher.TellAsync(children);

        var asked = side.Source.Asked;
        foreach (var entry in told.Skip(1)) await SendAsync(JsonSerializer.SerializeToUtf8Bytes(entry, Wire.Json));
        await Until.TrueAsync(() => side.Source.Asked > asked);
        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(told[0], Wire.Json));

        await side.AgreeAsync();
    }

    [Test]
    public async Task A_queue_deleted_by_hand_heals()
    {
        await side.RelayAsync();
        await side.ListenerAsync();
        await side.ComparerAsync();
        await side.Publisher.TellAsync(children);
        await side.AgreeAsync();

        await side.Vhost.DeleteQueueAsync(queue);
        await side.Publisher.TellAsync(children);
        await side.AgreeAsync();

        await Until.TrueAsync(async () => (await side.Vhost.QueuesAsync()).Contains(queue), seconds: 30);
    }

    [Test]
    public async Task A_virtual_host_made_anew_loses_nothing()
    {
        await side.RelayAsync();
        await side.ListenerAsync();
        await side.ComparerAsync();
        await side.Publisher.TellAsync(children);
        await side.AgreeAsync();

        await side.Vhost.ResetAsync();
        await side.Publisher.TellAsync(children);

        await side.AgreeAsync();
    }

    [Test]
    public async Task A_relay_goes_on_after_its_way_to_the_broker_was_cut_silent_or_closed()
    {
        await using var way = new TcpFaultProxy(side.Vhost.Server.Amqp.Host, side.Vhost.Server.Amqp.Port);
        await side.RelayAsync(side.Vhost.OptionsAt("127.0.0.1", way.Port));
        await side.ListenerAsync();
        side.OnlyByBroker();

        foreach (var fault in new Action[] { way.Reset, way.Swallow, way.Refuse })
        {
            await side.Publisher.TellAsync(children);
            fault();
            await side.Publisher.TellAsync(children);
            await Until.TrueAsync(async () => (await side.Publisher.Writer.StatusAsync(default)).Head > 0);
            way.Reset();
            way.Pass();
            await side.AgreeAsync();
        }
    }

    private async Task SendAsync(byte[] body)
    {
        var factory = new ConnectionFactory { Uri = new Uri(side.Vhost.Options.Uri), UserName = side.Vhost.Options.User, Password = side.Vhost.Options.Password };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true, ContentType = StreamEntry.ContentType }, body);
    }
}
