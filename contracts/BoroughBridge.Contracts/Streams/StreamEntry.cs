using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Contracts.Streams;

/// <summary>
/// One numbered event of a stream, as it is stored, published and pulled: a CloudEvents 1.0 structured message whose extension
/// attributes are its place in the stream (decision 3).
/// </summary>
public sealed record StreamEntry
{
    public const string ContentType = "application/cloudevents+json";

    /// <summary>CloudEvents version, always 1.0.</summary>
    [AllowedValues("1.0")]
    public string Specversion { get; init; } = "1.0";
    /// <summary>Event id, 32 hex digits: the same however often the event is delivered.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Id { get; init; }
    /// <summary>Which stream: <see cref="StreamNames"/>.</summary>
    [RegularExpression(Patterns.Stream)]
    public required string Source { get; init; }
    /// <summary>Wire name of the event.</summary>
    [RegularExpression(Patterns.EventType)]
    public required string Type { get; init; }
    /// <summary>The child reference, or the agreement's id.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Subject { get; init; }
    /// <summary>When it was recorded, UTC.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>Random; changes when the publisher's store is restored from a backup.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Streamepoch { get; init; }
    /// <summary>From 1, without a gap, within the epoch.</summary>
    [Range(1L, 1L << 53)]
    public required long Streamnumber { get; init; }
    /// <summary>Hash of the entry before, lower-case hex; 64 zeros before the first.</summary>
    [RegularExpression(Patterns.Sha256)]
    public required string Streamprevious { get; init; }
    /// <summary>SHA-256 over the canonical JSON of this entry without this member, lower-case hex.</summary>
    [RegularExpression(Patterns.Sha256)]
    public required string Streamhash { get; init; }
    /// <summary>The event.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>The hash before the first entry of an epoch.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Makes the entry that follows <paramref name="previousHash"/> in a stream.</summary>
    public static StreamEntry Following(string stream, string epoch, long number, string previousHash, IStreamEvent data, DateTimeOffset recorded) =>
        Seal(new StreamEntry
        {
            Id = Ids.New(),
            Source = stream,
            Type = EventCatalogue.NameOf(data),
            Subject = data.Subject,
            Time = recorded,
            Streamepoch = epoch,
            Streamnumber = number,
            Streamprevious = previousHash,
            Streamhash = NoHash,
            Data = JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json),
        });

    /// <summary>Whether the entry's hash is that of its content.</summary>
    public bool HashHolds() => CryptographicOperations.FixedTimeEquals(
        System.Text.Encoding.ASCII.GetBytes(HashOf(this)), System.Text.Encoding.ASCII.GetBytes(Streamhash));

    /// <summary>The event, typed.</summary>
    /// <exception cref="JsonException">The data does not have the shape of <typeparamref name="T"/>.</exception>
    public T As<T>() where T : IStreamEvent => Data.Deserialize<T>(Wire.Json) ?? throw new JsonException("data is null");

    private static StreamEntry Seal(StreamEntry entry) => entry with { Streamhash = HashOf(entry) };

    private static string HashOf(StreamEntry entry)
    {
        var node = JsonSerializer.SerializeToNode(entry, Wire.Json)!.AsObject();
        node.Remove("streamhash");

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Bytes<JsonNode>(node)));
    }
}

/// <summary>The names of streams and of the broker queues that carry them. Queue names are part of the wire: never rename one.</summary>
public static class StreamNames
{
    /// <summary>What a holder publishes to routing.</summary>
    public static string FromHolder(string authority) => $"holder/{authority}";

    /// <summary>What routing publishes to a holder.</summary>
    public static string ToHolder(string authority) => $"routing/{authority}";

    /// <summary>The quorum queue that carries a stream, one queue per holder and direction.</summary>
    public static string Queue(string stream) => "bb.stream." + stream.Replace('/', '.');
}

/// <summary>A stretch of a stream, pulled: <c>GET /stream?epoch&amp;from</c>.</summary>
public sealed record StreamPage
{
    [RegularExpression(Patterns.Stream)]
    public required string Stream { get; init; }
    /// <summary>The publisher's epoch now. Where it is not the one asked for, <see cref="Entries"/> is empty and the reader resynchronises.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Epoch { get; init; }
    /// <summary>The last number appended.</summary>
    [Range(0L, 1L << 53)]
    public required long Head { get; init; }
    /// <summary>Hash of the entry at <see cref="Head"/>.</summary>
    [RegularExpression(Patterns.Sha256)]
    public required string HeadHash { get; init; }
    /// <summary>In order, without a gap, from the number asked for; at most 500.</summary>
    [MaxLength(500)]
    public required IReadOnlyList<StreamEntry> Entries { get; init; }
}

/// <summary>All that a reader needs to start at <see cref="Number"/> of an epoch: <c>GET /snapshot</c>. Replaces all it had of this stream.</summary>
public sealed record StreamSnapshot
{
    [RegularExpression(Patterns.Stream)]
    public required string Stream { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string Epoch { get; init; }
    [Range(0L, 1L << 53)]
    public required long Number { get; init; }
    [RegularExpression(Patterns.Sha256)]
    public required string Hash { get; init; }
    /// <summary>The present state of every child in the stream, as the events that would make it.</summary>
    public required IReadOnlyList<SnapshotEvent> Events { get; init; }
}

/// <summary>One event of a snapshot.</summary>
public sealed record SnapshotEvent
{
    [RegularExpression(Patterns.EventType)]
    public required string Type { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required JsonElement Data { get; init; }
}
