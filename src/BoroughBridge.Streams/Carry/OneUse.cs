using System.Collections.Concurrent;

namespace BoroughBridge.Streams.Carry;

/// <summary>
/// Ids of requests this process has taken, until they have expired. It keeps the broker from having the same request answered over and over; that an assertion is
/// used once is the ledger's promise and does not rest on this.
/// </summary>
internal sealed class OneUse(TimeProvider clock)
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private DateTimeOffset pruned;

    /// <summary>False where it was used before, or more are in use than can be remembered.</summary>
    public bool TryUse(string id, DateTimeOffset until)
    {
        Prune();

        return used.Count < Most && used.TryAdd(id, until);
    }

    private void Prune()
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (now - pruned < TimeSpan.FromSeconds(5)) return;
            pruned = now;
        }

        foreach (var (id, until) in used)
        {
            if (until < now) used.TryRemove(id, out _);
        }
    }
}
