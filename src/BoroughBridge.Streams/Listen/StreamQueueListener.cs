using BoroughBridge.Contracts.Streams;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>
/// Consumes a stream's queue by MassTransit: a bus per stream, made by hand, so that the number of authorities is configuration. A quorum queue, one
/// active consumer of all the processes that listen. The bus is never restarted in place: that is the <see cref="BrokerWatchdog"/>'s business.
/// </summary>
public sealed class StreamQueueListener(StreamFollower follower, BrokerOptions options, TimeProvider clock, ILogger<StreamQueueListener> logger) : BackgroundService
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly DeliveryBatches batches = new(follower, clock, logger);
    private readonly string queue = StreamNames.Queue(follower.Stream);
    private readonly BrokerAccess access = new(options);
    private volatile IBusControl? bus;

    public string Stream => follower.Stream;

    /// <summary>Whether the bus says that it consumes.</summary>
    public bool IsHealthy => bus?.CheckHealth().Status == BusHealthStatus.Healthy;

    /// <summary>What the bus says of itself: a code.</summary>
    public string Health => bus?.CheckHealth().Status.ToString() ?? "NotStarted";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var applying = new CancellationTokenSource();
        var running = batches.RunAsync(applying.Token);
        await UntilStartedAsync(stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The bus first, so that what is in hand is applied and acknowledged; then nothing more is applied.
        await StopBusAsync();
        await applying.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Returns when the queue is bound and consumed; a broker that is not there is waited for.</summary>
    private async Task UntilStartedAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff();
        while (!stoppingToken.IsCancellationRequested)
        {
            var made = Make();
            bus = made;
            try
            {
                await made.StartAsync(stoppingToken);
                Log.Listening(logger, Stream, queue);

                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // This one never consumed; another is made.
                Log.ListenerWaits(logger, Stream, Fault.Of(exception));
                await Task.Delay(backoff.Next(), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private IBusControl Make() => Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(new Uri(options.Uri), host =>
        {
            access.Apply(host);
            host.Heartbeat(TimeSpan.FromSeconds(5));
            host.ConnectionName("boroughbridge listener " + queue);
        });
        bus.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            // Nobody listens for faults, and this user may make no exchange for them.
            endpoint.PublishFaults = false;
            endpoint.SetQuorumQueue();
            endpoint.SingleActiveConsumer = true;
            endpoint.PrefetchCount = DeliveryBatches.Most;
            endpoint.ConcurrentMessageLimit = DeliveryBatches.Most;
            endpoint.Consumer(() => new EntryConsumer(Stream, batches));
        });
    });

    private async Task StopBusAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            if (bus is { } running) await running.StopAsync(limit.Token).WaitAsync(StopLimit * 2, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // What was not acknowledged is brought again.
            Log.ListenerWaits(logger, Stream, Fault.Of(exception));
        }
    }
}
