using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using MassTransit;

namespace BoroughBridge.Streams;

/// <summary>Any message of a stream's queue; its body is read by <see cref="EntryConsumer"/> itself, as strictly as a pulled page.</summary>
public sealed class DeliveredEntry;

/// <summary>Takes one delivery and ends when its entry is applied. What is no entry of this stream goes to the error queue; its text is never in a header.</summary>
internal sealed class EntryConsumer(string stream, DeliveryBatches batches) : IConsumer<DeliveredEntry>
{
    private const int MostBytes = 64 << 10;

    public Task Consume(ConsumeContext<DeliveredEntry> context) => batches.ApplyAsync(Read(context.ReceiveContext.Body), context.CancellationToken);

    private StreamEntry Read(MessageBody body)
    {
        var bytes = body.GetBytes();
        if (bytes.Length > MostBytes) throw new StreamException("entry-too-long");
        StreamEntry? entry;
        try
        {
            entry = JsonSerializer.Deserialize<StreamEntry>(bytes, Wire.Json);
        }
        catch (JsonException)
        {
            throw new StreamException("entry-not-json");
        }

        return entry is not null && entry.IsSound(stream) ? entry : throw new StreamException("entry-unsound");
    }
}
