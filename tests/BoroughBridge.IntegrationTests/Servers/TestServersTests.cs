using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;
using RabbitMQ.Client;

namespace BoroughBridge.IntegrationTests.Servers;

public sealed class TestServersTests
{
    [TestCase(DatabaseKind.Sqlite)]
    [TestCase(DatabaseKind.Postgres)]
    public async Task A_fresh_database_is_empty_and_opens_again(DatabaseKind kind)
    {
        await using var made = await TestDatabases.NewAsync(kind);
        await made.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("CREATE TABLE x (a TEXT)", transaction: t), default);

        await using var again = new Database(made.Options);
        await using var connection = await again.OpenAsync(default);

        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM x"), Is.Zero);
    }

    [Test]
    public async Task A_vhost_takes_its_own_user_and_no_other()
    {
        await using var mine = await TestBroker.NewVhostAsync();
        await using var other = await TestBroker.NewVhostAsync();

        await ConnectAsync(mine.Options.Uri, mine.Options.User, mine.Options.Password);

        Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => ConnectAsync(other.Options.Uri, mine.Options.User, mine.Options.Password));
    }

    [Test]
    public async Task A_private_broker_keeps_its_messages_through_a_kill()
    {
        await using var server = await TestServers.PrivateRabbitAsync();
        await using var vhost = await TestBroker.NewVhostAsync(server);
        await PublishAsync(vhost, "kept");

        await server.KillAsync();
        await server.StartAsync();

        await Until.TrueAsync(async () => (await vhost.PeekAsync("kept")).Contains("still here", StringComparison.Ordinal), seconds: 30);
    }

    [Test]
    public async Task A_private_postgres_keeps_what_was_committed_through_a_kill()
    {
        await using var server = await TestServers.PrivatePostgresAsync();
        await server.RunAsync("CREATE TABLE kept AS SELECT 7 AS n");

        await server.KillAsync();
        await server.StartAsync();

        Assert.That(await server.RunAsync("SELECT n FROM kept"), Is.EqualTo(7));
    }

    private static async Task ConnectAsync(string uri, string user, string password)
    {
        var factory = new ConnectionFactory { Uri = new Uri(uri), UserName = user, Password = password, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync();

        // The client takes the connection for open before the broker has refused the virtual host: only a channel tells.
        await using var channel = await connection.CreateChannelAsync();
    }

    private static async Task PublishAsync(TestVhost vhost, string queue)
    {
        var factory = new ConnectionFactory { Uri = new Uri(vhost.Options.Uri), UserName = vhost.Options.User, Password = vhost.Options.Password };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

        // Not a quorum queue: RabbitMQ 3.10 loses one that was declared in the seconds before a kill (decision 2).
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", queue, true, new BasicProperties { Persistent = true }, "still here"u8.ToArray());
    }
}
