namespace BoroughBridge.Streams;

/// <summary>Where a stream stands, as one of its ends knows it.</summary>
public sealed record StreamStatus
{
    public required string Stream { get; init; }
    public string? Epoch { get; init; }
    /// <summary>Last number appended; at a reader, the last one it has heard of.</summary>
    public required long Head { get; init; }
    /// <summary>Last number the broker has confirmed, or a reader has told it applied; at a reader the same as <see cref="Head"/>.</summary>
    public required long Published { get; init; }
    /// <summary>Last number applied; at the publisher, as a reader last told it.</summary>
    public required long Applied { get; init; }
    /// <summary>Gaps held back now and not yet pulled.</summary>
    public required int Gaps { get; init; }
    /// <summary>Events that could not be applied and whose children are closed.</summary>
    public required int Parked { get; init; }
    /// <summary>Age in seconds of the oldest entry not published (at a reader: not applied); none where there is none.</summary>
    public double? OldestUnpublishedSeconds { get; init; }
}
