using BoroughBridge.Contracts.Streams;
using RabbitMQ.Client;

namespace BoroughBridge.Streams;

/// <summary>
/// One connection and channel to the broker that publishes to one queue with confirms. It is never repaired: whatever fails, it is left and another
/// opened (RabbitMQ.Client's own recovery hangs after some restarts of a broker).
/// </summary>
internal sealed class BrokerQueue : IAsyncDisposable
{
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(5);

    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly string queue;

    private BrokerQueue(IConnection connection, IChannel channel, string queue) => (this.connection, this.channel, this.queue) = (connection, channel, queue);

    public bool IsOpen => connection.IsOpen && channel.IsOpen;

    /// <summary>Arguments of every stream's queue, the same wherever it is declared: a quorum queue of which one consumer at a time is served.</summary>
    public static Dictionary<string, object?> Arguments => new() { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true };

    /// <summary>A queue's own exchange: who may write to it may write to no other queue, as who may use the default exchange could.</summary>
    public static string Exchange(string queue) => queue + ".in";

    public static async Task<BrokerQueue> OpenAsync(BrokerAccess access, string queue, CancellationToken ct)
    {
        var factory = access.Factory("boroughbridge relay " + queue);
        var opening = factory.CreateConnectionAsync(ct);
        IConnection? connection = null;
        try
        {
            connection = await opening.WaitAsync(OpenLimit, ct);

            // A rate limiter delays every publish from half its permits on: the window is the relay's own.
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
                ct).WaitAsync(OpenLimit, ct);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken: ct).WaitAsync(OpenLimit, ct);
            await channel.ExchangeDeclareAsync(Exchange(queue), ExchangeType.Fanout, durable: true, cancellationToken: ct).WaitAsync(OpenLimit, ct);
            await channel.QueueBindAsync(queue, Exchange(queue), routingKey: "", cancellationToken: ct).WaitAsync(OpenLimit, ct);

            return new BrokerQueue(connection, channel, queue);
        }
        catch
        {
            if (connection is not null) BrokerLeaving.Leave(connection);
            else _ = BrokerLeaving.LeaveWhenOpenAsync(opening);
            throw;
        }
    }

    /// <summary>Sends; the task completes when the broker has it durably, and fails where it is returned, refused, or not confirmed in time.</summary>
    public Task PublishAsync(OutgoingEntry entry, CancellationToken ct) => channel.BasicPublishAsync(
        exchange: Exchange(queue),
        routingKey: "",
        mandatory: true,
        new BasicProperties { Persistent = true, MessageId = entry.Id, ContentType = StreamEntry.ContentType },
        entry.Entry,
        ct).AsTask().WaitAsync(ConfirmLimit, ct);

    public ValueTask DisposeAsync()
    {
        BrokerLeaving.Leave(connection);

        return ValueTask.CompletedTask;
    }
}
