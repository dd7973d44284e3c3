using System.Text;
using System.Text.Json.Nodes;
using BoroughBridge.Streams;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>
/// Looks at a queue's messages by consuming without acknowledging, and leaves them: a quorum queue with a single active consumer (and the error queue
/// that MassTransit makes like it) cannot be read otherwise. Where another consumer is active nothing is seen.
/// </summary>
internal static class QueuePeek
{
    public static async Task<JsonArray> MessagesAsync(BrokerOptions broker, string queue)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker.Uri), UserName = broker.User, Password = broker.Password, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var there = (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        var seen = new JsonArray();
        if (there == 0) return seen;

        var all = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            seen.Add(Read(delivery));
            if (seen.Count == there) all.TrySetResult();

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        await Task.WhenAny(all.Task, Task.Delay(TimeSpan.FromSeconds(3)));

        return (JsonArray)seen.DeepClone();
    }

    private static JsonObject Read(BasicDeliverEventArgs delivery)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
            headers[name] = value is byte[] text ? Encoding.UTF8.GetString(text) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);

        return new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["headers"] = headers,
                ["content_type"] = delivery.BasicProperties.ContentType,
                ["message_id"] = delivery.BasicProperties.MessageId,
                ["correlation_id"] = delivery.BasicProperties.CorrelationId,
                ["reply_to"] = delivery.BasicProperties.ReplyTo,
                ["type"] = delivery.BasicProperties.Type,
                ["user_id"] = delivery.BasicProperties.UserId,
                ["app_id"] = delivery.BasicProperties.AppId,
            },
            ["payload"] = Encoding.UTF8.GetString(delivery.Body.Span),
        };
    }
}
