using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Streams;

/// <summary>The furthest number a reader has told of, in this process.</summary>
internal sealed class ReaderTold
{
    private StreamPosition? last;

    public (string? Epoch, long Number) Number => Volatile.Read(ref last) is { } known ? (known.Epoch, known.Number) : (null, 0);

    public void Take(StreamPosition applied) => Volatile.Write(ref last, applied);
}

/// <summary>Where a stream stands, from its publisher's tables.</summary>
internal static class PublisherStatus
{
    public static async Task<StreamStatus> ReadAsync(Database database, string stream, (string? Epoch, long Number) told, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var head = await HeadRow.ReadAsync(connection, stream, ct);
        if (head is null) return new StreamStatus { Stream = stream, Head = 0, Published = 0, Applied = 0, Gaps = 0, Parked = 0 };

        var applied = told.Epoch == head.Epoch ? told.Number : 0;
        var relayed = await connection.QuerySingleOrDefaultAsync<HeadRow>(new CommandDefinition(
            "SELECT epoch, number, '' AS hash FROM stream_relay WHERE stream = @stream", new { stream }, cancellationToken: ct));
        var published = relayed?.Epoch == head.Epoch ? Math.Max(relayed.Number, applied) : applied;
        var oldest = await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(
            "SELECT recorded FROM stream_entries WHERE stream = @stream AND epoch = @Epoch AND number = @next",
            new { stream, head.Epoch, next = published + 1 },
            cancellationToken: ct));

        return new StreamStatus
        {
            Stream = stream,
            Epoch = head.Epoch,
            Head = head.Number,
            Published = published,
            Applied = applied,
            Gaps = 0,
            Parked = 0,
            OldestUnpublishedSeconds = oldest is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : null,
        };
    }
}
