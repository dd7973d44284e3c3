using System.Collections.Concurrent;
using System.Diagnostics;
using BoroughBridge.Streams;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BoroughBridge.Benchmarks;

/// <summary>The floor for events: bodies of the same size, published with confirms to a quorum queue by RabbitMQ.Client, consumed and acknowledged, and nothing done with them.</summary>
internal sealed class RawBroker(BrokerOptions options, int bodyBytes)
{
    private const string Queue = "bench.raw";
    private const int Window = 256;

    public async Task<(double PerSecond, Latencies Latencies)> RunAsync(int burst, int paced, TimeSpan every)
    {
        var factory = new ConnectionFactory { Uri = new Uri(options.Uri), UserName = options.User, Password = options.Password };
        await using var connection = await factory.CreateConnectionAsync();
        await using var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await using var consuming = await connection.CreateChannelAsync();
        await publishing.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        try
        {
            var seen = new ConcurrentDictionary<string, long>();
            var consumer = new AsyncEventingBasicConsumer(consuming);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                seen[delivery.BasicProperties.MessageId!] = Stopwatch.GetTimestamp();
                await consuming.BasicAckAsync(delivery.DeliveryTag, false);
            };
            await consuming.BasicQosAsync(0, Window, false);
            await consuming.BasicConsumeAsync(Queue, autoAck: false, consumer);

            await BurstAsync(publishing, seen, "warm", burst / 4);
            var perSecond = await BurstAsync(publishing, seen, "burst", burst);

            var sent = new Dictionary<string, long>();
            for (var i = 0; i < paced; i++)
            {
                var id = $"paced-{i}";
                sent[id] = Stopwatch.GetTimestamp();
                await PublishAsync(publishing, id);
                await Task.Delay(every);
            }

            await Until.TrueAsync(() => sent.Keys.All(seen.ContainsKey), 30);

            return (perSecond, new(sent.Select(one => Stopwatch.GetElapsedTime(one.Value, seen[one.Key]).TotalMilliseconds)));
        }
        finally
        {
            await publishing.QueueDeleteAsync(Queue, false, false);
        }
    }

    private async Task<double> BurstAsync(IChannel channel, ConcurrentDictionary<string, long> seen, string name, int count)
    {
        var from = Stopwatch.GetTimestamp();
        foreach (var window in Enumerable.Range(0, count).Chunk(Window)) await Task.WhenAll(window.Select(i => PublishAsync(channel, $"{name}-{i}")));
        await Until.TrueAsync(() => Enumerable.Range(0, count).All(i => seen.ContainsKey($"{name}-{i}")), 60);

        return count / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    private async Task PublishAsync(IChannel channel, string id) =>
        await channel.BasicPublishAsync("", Queue, true, new BasicProperties { Persistent = true, MessageId = id }, new byte[bodyBytes]);
}
