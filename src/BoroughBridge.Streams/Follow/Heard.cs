namespace BoroughBridge.Streams;

/// <summary>What a follower has heard of its publisher: for the status, and to know when to ask. Nothing is decided by it.</summary>
internal sealed class Heard
{
    private readonly Lock gate = new();
    private (string? Epoch, long Number) head;
    private DateTimeOffset? oldestMissing;

    /// <summary>Rung when a repeat was seen.</summary>
    public Signal Doubt { get; } = new();

    /// <summary>Last number known to be applied.</summary>
    public long Applied { get; private set; }

    public bool Gap { get; set; }

    public StreamPosition? Compared { get; set; }

    public void OfHead(string epoch, long number, DateTimeOffset? oldestMissing)
    {
        lock (gate)
        {
            if (epoch == head.Epoch && number < head.Number) return;
            head = (epoch, number);
            this.oldestMissing = oldestMissing;
        }
    }

    public void OfRun(RunOutcome outcome)
    {
        Applied = outcome.Position.Number;
        if (outcome.Repeats > 0) Doubt.Ring();
    }

    public StreamStatus Status(string stream, StreamPosition position, DateTimeOffset now)
    {
        lock (gate)
        {
            var known = head.Epoch == position.Epoch ? Math.Max(head.Number, position.Number) : position.Number;

            return new StreamStatus
            {
                Stream = stream,
                Epoch = position.Epoch,
                Head = known,
                Published = known,
                Applied = position.Number,
                Gaps = Gap ? 1 : 0,
                Parked = position.Parked,
                OldestUnpublishedSeconds = known > position.Number && oldestMissing is { } since ? Math.Max(0, (now - since).TotalSeconds) : null,
            };
        }
    }
}
