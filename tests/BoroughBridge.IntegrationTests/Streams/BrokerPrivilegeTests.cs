using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Streams;
using NUnit.Framework;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>What an authority's user of the broker can do beyond its own work, on a real broker with the permissions an operator is told to give: nothing.</summary>
internal sealed class BrokerPrivilegeTests
{
    private TestVhost own = null!;
    private TestVhost foreign = null!;
    private BrokerOptions islington = null!;
    private BrokerOptions routing = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        own = await TestBroker.NewVhostAsync();
        foreign = await TestBroker.NewVhostAsync();
        (islington, routing) = (await own.OptionsOfAsync("islington", "islington"), await own.OptionsOfAsync("islington", "routing"));

        // All that routing has here, and something of Tower Hamlets' there.
        await using var connection = await OpenAsync(routing);
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("bb.record.to.routing", ExchangeType.Direct, durable: true);
        await channel.QueueDeclareAsync("bb.stream.holder.islington", durable: true, exclusive: false, autoDelete: false);
        await using var there = await OpenAsync(foreign.Options);
        await using var other = await there.CreateChannelAsync();
        await other.QueueDeclareAsync("bb.stream.holder.tower-hamlets", durable: true, exclusive: false, autoDelete: false);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await own.DisposeAsync();
        await foreign.DisposeAsync();
    }

    [Test]
    public void Another_authority_s_virtual_host_is_closed_to_it()
    {
        var elsewhere = new BrokerOptions { Uri = foreign.Options.Uri, User = islington.User, Password = islington.Password };

        Assert.That(() => OpenAsync(elsewhere), Throws.InstanceOf<BrokerUnreachableException>().Or.InstanceOf<OperationInterruptedException>());
    }

    [TestCase("anything")]
    [TestCase("bb.stream.holder.tower-hamlets")]
    [TestCase("bb.record.to.tower-hamlets")]
    [TestCase("bb.record.to.routing.00000000000000000000000000000000")]
    [TestCase("bb.stream.holder.islington.more")]
    public Task It_declares_nothing_else_in_its_own(string queue) => RefusedAsync(channel => channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: true));

    [Test]
    public Task It_makes_no_other_exchange() => RefusedAsync(channel => channel.ExchangeDeclareAsync("anything", ExchangeType.Fanout));

    [TestCase("bb.stream.holder.islington")]
    [TestCase("bb.record.to.routing")]
    public Task It_takes_nothing_that_is_meant_for_routing(string queue) => RefusedAsync(async channel => await channel.BasicGetAsync(queue, autoAck: false));

    [Test]
    public Task It_listens_in_on_nothing_that_is_meant_for_routing() => RefusedAsync(async channel =>
    {
        var inbox = $"bb.record.to.islington.{Contracts.Ids.New()}";
        await channel.QueueDeclareAsync(inbox, durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(inbox, "bb.record.to.routing", "ask");
    });

    [Test]
    public Task It_sends_to_no_queue_by_its_name() => RefusedAsync(async channel =>
    {
        await channel.BasicPublishAsync("", "bb.stream.holder.islington", mandatory: false, new BasicProperties(), "x"u8.ToArray());
        await ClosedAsync(channel);
    });

    [Test]
    public async Task What_is_its_own_work_it_may_do()
    {
        await using var connection = await OpenAsync(islington);
        await using var channel = await connection.CreateChannelAsync();
        var inbox = $"bb.record.to.islington.{Contracts.Ids.New()}";

        await channel.ExchangeDeclareAsync("bb.record.to.islington", ExchangeType.Direct, durable: true);
        await channel.QueueDeclareAsync(inbox, durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(inbox, "bb.record.to.islington", "here");
        await channel.BasicPublishAsync("bb.record.to.routing", "ask", mandatory: false, new BasicProperties(), "x"u8.ToArray());
        await channel.BasicGetAsync(inbox, autoAck: true);

        Assert.That(channel.IsOpen, Is.True);
    }

    private async Task RefusedAsync(Func<IChannel, Task> act)
    {
        await using var connection = await OpenAsync(islington);
        await using var channel = await connection.CreateChannelAsync();

        var refused = Assert.CatchAsync<OperationInterruptedException>(() => act(channel));

        Assert.That(refused!.ShutdownReason!.ReplyCode, Is.EqualTo(403), refused.Message);
    }

    // A publish is answered by the closing of its channel.
    private static async Task ClosedAsync(IChannel channel)
    {
        await Until.TrueAsync(() => channel.IsClosed, seconds: 10);
        throw new OperationInterruptedException(channel.CloseReason!);
    }

    private static Task<IConnection> OpenAsync(BrokerOptions options) =>
        new ConnectionFactory { Uri = new Uri(options.Uri), UserName = options.User, Password = options.Password, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
}
