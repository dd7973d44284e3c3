using System.Collections.Concurrent;

namespace BoroughBridge.Trust;

/// <summary>
/// Validated tokens by their hash, at most ten thousand, and the users forgotten before their tokens expired. Holds no token.
/// </summary>
internal sealed class TokenCache(TimeProvider clock)
{
    public const int Most = 10_000;

    // No token that was valid at the moment of forgetting can live longer (IdentityProviderOptions.MostTokenSeconds is at most 300).
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(300 + 60);
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Issuer, string Subject), DateTimeOffset> forgotten = new();
    private readonly Lock gate = new();

    public int Count => entries.Count;

    public Entry? Find(string hash) => entries.GetValueOrDefault(hash);

    public Entry Remember(string hash, UserIdentity identity, DateTime issued)
    {
        if (entries.Count >= Most) MakeRoom();
        var entry = new Entry(identity, new DateTimeOffset(issued, TimeSpan.Zero), clock.GetUtcNow());

        return entries.GetOrAdd(hash, entry);
    }

    public void Forget(string issuer, string subject)
    {
        var now = clock.GetUtcNow();
        foreach (var (user, at) in forgotten)
        {
            if (now - at > Remembered) forgotten.TryRemove(user, out _);
        }

        forgotten[(issuer, subject)] = now;
    }

    /// <summary>Issued, or seen here, before its user was forgotten. Tokens count seconds, so one of that very second is refused too.</summary>
    public bool IsForgotten(Entry entry) =>
        forgotten.TryGetValue((entry.Identity.Issuer, entry.Identity.Subject), out var at) && (entry.Issued <= at || entry.Seen <= at);

    private void MakeRoom()
    {
        lock (gate)
        {
            if (entries.Count < Most) return;
            foreach (var (hash, _) in entries.OrderBy(pair => pair.Value.Identity.Expires).Take(Most / 10)) entries.TryRemove(hash, out _);
        }
    }

    public sealed record Entry(UserIdentity Identity, DateTimeOffset Issued, DateTimeOffset Seen);
}
