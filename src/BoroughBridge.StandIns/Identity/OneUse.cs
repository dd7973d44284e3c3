using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Identity;

/// <summary>Things handed out under a secret random name, for a short while, to be taken back once: codes, sign-ins under way.</summary>
internal sealed class OneUse<T>(TimeProvider clock, TimeSpan life, int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, (T Thing, DateTimeOffset Until)> things = new(StringComparer.Ordinal);

    /// <summary>Keeps the thing; returns its name, 256 random bits. None where too many are kept already.</summary>
    public string? Put(T thing)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, (_, until)) in things)
            if (until <= now) things.TryRemove(old, out _);

        if (things.Count >= most) return null;
        var name = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        things[name] = (thing, now + life);

        return name;
    }

    /// <summary>Takes the thing away: the second to ask gets nothing, and nor does the late.</summary>
    public bool TryTake(string? name, [NotNullWhen(true)] out T? thing)
    {
        thing = null;
        if (name is null || !things.TryRemove(name, out var kept) || kept.Until <= clock.GetUtcNow()) return false;
        thing = kept.Thing;

        return true;
    }
}
