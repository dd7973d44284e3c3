using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BoroughBridge.Streams.Carry;

/// <summary>What comes in on a line. Called one message at a time; the bytes are good only until the call returns.</summary>
internal interface ICarried
{
    /// <summary>A request for this part; returns when there is room for another.</summary>
    Task AskedAsync(CarryLine line, ReadOnlyMemory<byte> request);

    /// <summary>A frame of an answer, or a word from its reader.</summary>
    void Framed(string transfer, ReadOnlyMemory<byte> frame);

    /// <summary>What was sent for this transfer reached nobody.</summary>
    void Returned(string transfer);
}

/// <summary>
/// One connection to the broker that carries requests and answers between two parts. Its queues are gone with it and hold nothing for longer than an
/// assertion lives. Never repaired: whatever fails, it is left and another opened. Beside the stream relay, only it sends on the broker.
/// </summary>
internal sealed class CarryLine : IAsyncDisposable
{
    private const int MostWaitingRequests = 4096;
    private const ushort RequestsAhead = 32;
    private const uint MostMessageBytes = 1 << 20;
    private static readonly TimeSpan KeepRequest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepFrame = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepIdle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly string peer;

    private (IChannel Channel, string Consumer)? asks;

    private CarryLine(IConnection connection, IChannel channel, string self, string peer)
    {
        (this.connection, this.channel, this.peer) = (connection, channel, peer);
        Exchange = CarryNames.To(self);
        connection.ConnectionShutdownAsync += (_, _) => Shut();
    }

    /// <summary>Routing key of this process's inbox.</summary>
    public string Inbox { get; } = Contracts.Ids.New();

    /// <summary>Ends when the line can no longer be used.</summary>
    public Task Closed => closed.Task;

    public bool IsOpen => !closed.Task.IsCompleted;

    /// <summary>Cancelled then.</summary>
    public CancellationToken Closing => closing.Token;

    private string Exchange { get; }

    public static async Task<CarryLine> OpenAsync(BrokerAccess access, string self, string peer, ICarried heard, CancellationToken ct)
    {
        var factory = access.Factory($"boroughbridge record {self}");
        factory.MaxInboundMessageBodySize = MostMessageBytes;
        var opening = factory.CreateConnectionAsync(ct);
        IConnection? connection = null;
        try
        {
            connection = await opening.WaitAsync(OpenLimit, ct);
            var line = new CarryLine(connection, await connection.CreateChannelAsync(cancellationToken: ct).WaitAsync(OpenLimit, ct), self, peer);
            await line.DeclareAsync(heard, ct).WaitAsync(OpenLimit, ct);

            return line;
        }
        catch
        {
            if (connection is not null) BrokerLeaving.Leave(connection);
            else _ = BrokerLeaving.LeaveWhenOpenAsync(opening);
            throw;
        }
    }

    /// <summary>A sealed request to whichever process of the peer takes it.</summary>
    public Task AskAsync(string transfer, ReadOnlyMemory<byte> request) => SendAsync(CarryNames.Ask, transfer, request);

    /// <summary>A frame to one process of the peer.</summary>
    public Task FrameAsync(string inbox, string transfer, ReadOnlyMemory<byte> frame) => SendAsync(inbox, transfer, frame);

    /// <summary>Takes no more requests; what is under way goes on.</summary>
    public async Task TakeNoMoreAsync()
    {
        if (asks is (var own, var consumer) && IsOpen) await own.BasicCancelAsync(consumer).WaitAsync(SendLimit);
    }

    public ValueTask DisposeAsync()
    {
        Close();
        BrokerLeaving.Leave(connection);

        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(string key, string transfer, ReadOnlyMemory<byte> body)
    {
        if (!IsOpen) throw new StreamException("broker-line-closed");
        await sending.WaitAsync();
        try
        {
            // Not persistent: what a broker forgets when it stops is asked for again.
            await channel.BasicPublishAsync(CarryNames.To(peer), key, mandatory: true, new BasicProperties { CorrelationId = transfer }, body).AsTask().WaitAsync(SendLimit);
        }
        catch (Exception)
        {
            Close();
            throw new StreamException("broker-line-broken");
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task DeclareAsync(ICarried heard, CancellationToken ct)
    {
        channel.ChannelShutdownAsync += (_, _) => Shut();
        channel.BasicReturnAsync += (_, returned) =>
        {
            heard.Returned(returned.BasicProperties.CorrelationId ?? "");

            return Task.CompletedTask;
        };
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Direct, durable: true, cancellationToken: ct);
        await channel.ExchangeDeclareAsync(CarryNames.To(peer), ExchangeType.Direct, durable: true, cancellationToken: ct);
        await ListenAsync($"{Exchange}.{Inbox}", Inbox, exclusive: true, Limits(KeepFrame), HearAsync, ct);
        var limits = Limits(KeepRequest);
        limits["x-max-length"] = MostWaitingRequests;
        limits["x-overflow"] = "reject-publish";
        limits["x-expires"] = (long)KeepIdle.TotalMilliseconds;
        asks = await ListenAsync(Exchange, CarryNames.Ask, exclusive: false, limits, TakeAsync, ct);

        Task HearAsync(IChannel own, BasicDeliverEventArgs message)
        {
            heard.Framed(message.BasicProperties.CorrelationId ?? "", message.Body);

            return Task.CompletedTask;
        }

        async Task TakeAsync(IChannel own, BasicDeliverEventArgs message)
        {
            // Acknowledged when taken: a request that comes a second time had its one use.
            if (!message.Redelivered) await heard.AskedAsync(this, message.Body);
            await own.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
        }
    }

    // A channel for each queue, so that requests which wait for room keep no frame waiting.
    private async Task<(IChannel, string)> ListenAsync(
        string queue, string key, bool exclusive, Dictionary<string, object?> limits, Func<IChannel, BasicDeliverEventArgs, Task> take, CancellationToken ct)
    {
        var own = await connection.CreateChannelAsync(cancellationToken: ct);
        own.ChannelShutdownAsync += (_, _) => Shut();
        await own.QueueDeclareAsync(queue, durable: false, exclusive, autoDelete: true, limits, cancellationToken: ct);
        await own.QueueBindAsync(queue, Exchange, key, cancellationToken: ct);
        await own.BasicQosAsync(0, RequestsAhead, global: false, ct);
        var consumer = new AsyncEventingBasicConsumer(own);
        consumer.ReceivedAsync += async (_, message) =>
        {
            try
            {
                await take(own, message);
            }
            catch (Exception)
            {
                // Whoever is heard reports its own faults; a line that cannot acknowledge is left.
                Close();
            }
        };

        return (own, await own.BasicConsumeAsync(queue, autoAck: exclusive, consumer, ct));
    }

    private static Dictionary<string, object?> Limits(TimeSpan keep) => new() { ["x-message-ttl"] = (long)keep.TotalMilliseconds };

    private Task Shut()
    {
        Close();

        return Task.CompletedTask;
    }

    private void Close()
    {
        if (closed.TrySetResult()) _ = closing.CancelAsync();
    }
}
