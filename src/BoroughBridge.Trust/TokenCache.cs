using System.Collections.Concurrent;

namespace BoroughBridge.Trust;

/// <summary>
/// Validated tokens by their hash, at most ten thousand, and the users and sessions forgotten before their tokens expired. Holds no token.
/// </summary>
internal sealed class TokenCache(TimeProvider clock)
{
    public const int Most = 10_000;

    // No token that was valid at the moment of forgetting can live longer (IdentityProviderOptions.MostTokenSeconds is at most 300).
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(300 + 60);
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Issuer, string TokenId), string> ids = new();
    private readonly ConcurrentDictionary<(string Issuer, string Who, bool IsSession), DateTimeOffset> forgotten = new();
    private readonly Lock gate = new();

    public int Count => entries.Count;

    public Entry? Find(string hash) => entries.GetValueOrDefault(hash);

    /// <summary>None where the issuer's token of that id is another than this: no issuer gives two tokens one id, so somebody has altered or copied one.</summary>
    public Entry? Remember(string hash, UserIdentity identity)
    {
        if (entries.Count >= Most) MakeRoom();
        if (ids.GetOrAdd((identity.Issuer, identity.TokenId), hash) != hash) return null;

        return entries.GetOrAdd(hash, new Entry(identity, clock.GetUtcNow()));
    }

    public void Forget(string issuer, string subject) => Forget((issuer, subject, false));

    public void ForgetSession(string issuer, string sessionId) => Forget((issuer, sessionId, true));

    /// <summary>Issued, or seen here, before its user or session was forgotten. Tokens count seconds, so one of that very second is refused too.</summary>
    public bool IsForgotten(Entry entry) =>
        IsForgotten(entry, (entry.Identity.Issuer, entry.Identity.Subject, false))
        || (entry.Identity.SessionId is { } session && IsForgotten(entry, (entry.Identity.Issuer, session, true)));

    private bool IsForgotten(Entry entry, (string, string, bool) who) => forgotten.TryGetValue(who, out var at) && (entry.Identity.IssuedAt <= at || entry.Seen <= at);

    private void Forget((string, string, bool) who)
    {
        var now = clock.GetUtcNow();
        foreach (var (one, at) in forgotten)
        {
            if (now - at > Remembered) forgotten.TryRemove(one, out _);
        }

        forgotten[who] = now;
    }

    private void MakeRoom()
    {
        lock (gate)
        {
            if (entries.Count < Most) return;
            foreach (var (hash, _) in entries.OrderBy(pair => pair.Value.Identity.Expires).Take(Most / 10)) entries.TryRemove(hash, out _);
            foreach (var (id, hash) in ids)
            {
                if (!entries.ContainsKey(hash)) ids.TryRemove(id, out _);
            }
        }
    }

    public sealed record Entry(UserIdentity Identity, DateTimeOffset Seen);
}
