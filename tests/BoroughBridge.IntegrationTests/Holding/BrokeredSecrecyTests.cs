using System.Collections.Concurrent;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>What whoever runs the broker can see and do: everything that passes, copied and sent again, and nothing of it is of use.</summary>
internal sealed class BrokeredSecrecyTests
{
    private readonly ConcurrentQueue<(string Exchange, string Key, string Transfer, byte[] Body)> seen = new();
    private TestHolding holding = null!;
    private IConnection connection = null!;
    private IChannel channel = null!;
    private string childRef = "";
    private string grant = "";

    [SetUp]
    public async Task StartAsync()
    {
        seen.Clear();
        holding = await TestHolding.StartAsync(DatabaseKind.Sqlite, profile: TransportProfile.Brokered);
        childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        grant = await holding.AllocateAsync(childRef);
        var broker = holding.Vhost!.Options;
        connection = await new ConnectionFactory { Uri = new Uri(broker.Uri), UserName = broker.User, Password = broker.Password }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync();
        await holding.ReadAsync(holding.Assertion(Asks("Patient", childRef, childRef, grant)));
        await SpyAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await connection.DisposeAsync();
        await holding.DisposeAsync();
    }

    [Test]
    public async Task Nothing_of_a_child_or_of_who_asks_can_be_read()
    {
        var token = holding.Issuer.Token("iro.th1");

        var answer = await holding.ReadAsync(TestHolding.Assertion(token, Asks("Patient", childRef, childRef, grant)));

        Assert.That(answer.Text(), Does.Contain("Ashdown"), "there was something to see");
        await Until.TrueAsync(() => Task.FromResult(seen.Count >= 3), seconds: 10);
        var all = string.Concat(seen.Select(message => $"{message.Key} {message.Transfer} {Encoding.Latin1.GetString(message.Body)} "));
        foreach (var piece in new[] { "Ashdown", childRef, grant, token, token.Split('.')[1], "iro.th1", "islington.ics", "Patient", "/record/" }) Assert.That(all, Does.Not.Contain(piece));
    }

    [Test]
    public async Task A_request_sent_again_is_not_answered_again()
    {
        await holding.ReadAsync(holding.Assertion(Asks("Patient", childRef, childRef, grant)));
        await Until.TrueAsync(() => Task.FromResult(seen.Count >= 3), seconds: 10);
        var request = seen.First(message => message.Key == "ask");
        var before = (await holding.LogAsync()).Count;

        await SendAsync(request);
        await Until.TrueAsync(() => Task.FromResult(holding.Heard.Lines.Any(line => line.Contains("a request was dropped: used", StringComparison.Ordinal))), seconds: 10);

        Assert.That(await holding.LogAsync(), Has.Count.EqualTo(before));
    }

    [Test]
    public async Task A_request_altered_or_made_up_is_dropped()
    {
        await holding.ReadAsync(holding.Assertion(Asks("Patient", childRef, childRef, grant)));
        await Until.TrueAsync(() => Task.FromResult(seen.Any(message => message.Key == "ask")), seconds: 10);
        var request = seen.First(message => message.Key == "ask");
        var before = (await holding.LogAsync()).Count;
        byte[] altered = [.. request.Body];
        altered[^40] ^= 1;

        await SendAsync(request with { Body = altered });
        await SendAsync(request with { Body = "made.up"u8.ToArray() });
        await SendAsync(request with { Body = new byte[CarriedRequest.MostBytes + 1] });

        foreach (var code in new[] { "sealed-", "sealed-malformed", "too-long" })
            await Until.TrueAsync(() => Task.FromResult(holding.Heard.Lines.Any(line => line.Contains("a request was dropped: " + code, StringComparison.Ordinal))), seconds: 10, what: code);
        Assert.That(await holding.LogAsync(), Has.Count.EqualTo(before));
    }

    [Test]
    public async Task A_frame_sent_again_ends_the_answer()
    {
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(8 << 20));
        using var response = await holding.SendAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(Asks("Binary", binary, childRef, grant))));
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[200_000]);
        await Until.TrueAsync(() => Task.FromResult(seen.Any(message => message.Body.Length > Renditions.ChunkSize)), seconds: 10);

        await SendAsync(seen.Last(message => message.Exchange.EndsWith("routing", StringComparison.Ordinal) && message.Body.Length > Renditions.ChunkSize));

        Assert.That(async () => await body.CopyToAsync(Stream.Null), Throws.InstanceOf<IOException>());
    }

    // As an administrator of the broker may: a queue of one's own beside those that are meant.
    private async Task SpyAsync()
    {
        foreach (var part in (string[])["routing", "islington"])
        {
            var exchange = "bb.record.to." + part;
            var queue = (await channel.QueueDeclareAsync()).QueueName;
            var queues = await BoundAsync(exchange);
            foreach (var key in queues) await channel.QueueBindAsync(queue, exchange, key);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                seen.Enqueue((exchange, message.RoutingKey, message.BasicProperties.CorrelationId ?? "", message.Body.ToArray()));

                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        }
    }

    private async Task<IReadOnlyList<string>> BoundAsync(string exchange)
    {
        using var answer = await holding.Vhost!.Server.Management.GetAsync($"api/exchanges/{holding.Vhost.Name}/{exchange}/bindings/source");
        var bindings = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();

        return [.. bindings.Select(binding => binding!["routing_key"]!.GetValue<string>()).Distinct()];
    }

    private async Task SendAsync((string Exchange, string Key, string Transfer, byte[] Body) message) => await channel.BasicPublishAsync(
        message.Exchange, message.Key, false, new BasicProperties { CorrelationId = message.Transfer }, message.Body);
}
