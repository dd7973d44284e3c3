using BoroughBridge.Streams;

namespace BoroughBridge.Routing.Follow;

/// <summary>One holder's streams in both directions, as routing knows them: what <c>stream status</c> shows.</summary>
internal sealed record FeedStatus
{
    public required string Holder { get; init; }
    /// <summary><c>ok</c>, <c>behind</c>, <c>parked</c>, <c>not-followed</c> or <c>unreachable</c>.</summary>
    public required string State { get; init; }
    public required string? Epoch { get; init; }
    /// <summary>Last number the holder has appended: asked of it just now, or the last one heard of where it does not answer.</summary>
    public required long Published { get; init; }
    public required long Applied { get; init; }
    public required int Gaps { get; init; }
    /// <summary>Events that could not be applied; their children are closed.</summary>
    public required int Parked { get; init; }
    public required double? OldestUnpublishedSeconds { get; init; }
    /// <summary>Routing's stream towards the holder: last number appended, and the last that the broker confirmed or the holder told it applied.</summary>
    public required long TowardsHead { get; init; }
    public required long TowardsPublished { get; init; }
    public required double? TowardsOldestUnpublishedSeconds { get; init; }

    public static FeedStatus Of(string holder, StreamStatus reader, long? headNow, StreamStatus towards) => new()
    {
        Holder = holder,
        State = reader switch
        {
            { Epoch: null } => "not-followed",
            _ when headNow is null => "unreachable",
            { Parked: > 0 } => "parked",
            _ when headNow > reader.Applied => "behind",
            _ => "ok",
        },
        Epoch = reader.Epoch,
        Published = headNow ?? reader.Head,
        Applied = reader.Applied,
        Gaps = reader.Gaps,
        Parked = reader.Parked,
        OldestUnpublishedSeconds = reader.OldestUnpublishedSeconds,
        TowardsHead = towards.Head,
        TowardsPublished = towards.Published,
        TowardsOldestUnpublishedSeconds = towards.OldestUnpublishedSeconds,
    };
}
