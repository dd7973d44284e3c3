namespace BoroughBridge.Streams;

/// <summary>An alarm clock: whoever took <see cref="Next"/> before <see cref="Ring"/> is woken by it.</summary>
internal sealed class Signal
{
    private TaskCompletionSource next = New();

    public Task Next => Volatile.Read(ref next).Task;

    public void Ring() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Waits for a ring heard from now on, or for the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct) => WaitAsync(Next, atMost, clock, ct);

    /// <summary>Waits for a <see cref="Next"/> taken earlier, or for the time given.</summary>
    public static async Task WaitAsync(Task ring, TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = await Task.WhenAny(ring, Task.Delay(atMost, clock, done.Token));
        await done.CancelAsync();
        if (ended != ring) ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
