namespace BoroughBridge.Streams;

/// <summary>Sends entries in order with so many unconfirmed at once, and knows the last number up to which all are confirmed.</summary>
internal sealed class PublishWindow(BrokerQueue broker, int size)
{
    private readonly Queue<(long Number, Task Confirm)> open = new();

    /// <summary>All up to this number are confirmed; 0 where none is.</summary>
    public long Confirmed { get; private set; }

    public int Count { get; private set; }

    public async Task SendAsync(IReadOnlyList<OutgoingEntry> entries, CancellationToken ct)
    {
        try
        {
            foreach (var entry in entries)
            {
                if (open.Count >= size) await FirstAsync();
                open.Enqueue((entry.Number, broker.PublishAsync(entry, ct)));
            }

            while (open.Count > 0) await FirstAsync();
        }
        finally
        {
            // Those behind a failed one are sent again with it; nobody awaits them.
            foreach (var (_, confirm) in open) _ = confirm.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        }
    }

    private async Task FirstAsync()
    {
        var (number, confirm) = open.Dequeue();
        await confirm;
        Confirmed = number;
        Count++;
    }
}
