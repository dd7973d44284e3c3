namespace BoroughBridge.DisclosureLog;

/// <summary>An entry on its way to be durable, and the caller who waits for it or has given up.</summary>
internal sealed class PendingEntry(LogLeaf leaf)
{
    private readonly TaskCompletionSource<LogReceipt> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool abandoned;

    public LogLeaf Leaf => leaf;

    public Task<LogReceipt> Done => done.Task;

    /// <summary>The caller was told that it is not written, or went away: it is not written again. One under way at that moment may yet be committed.</summary>
    public bool Abandoned => abandoned;

    /// <summary>A write of it was begun, here or by a caller who hands it in again, whose outcome was not heard.</summary>
    public bool Attempted { get; set; }

    public void Abandon() => abandoned = true;

    public void Complete(LogReceipt receipt) => done.TrySetResult(receipt);

    public void Fail(LogUnavailableException why)
    {
        abandoned = true;
        done.TrySetException(why);
    }
}
