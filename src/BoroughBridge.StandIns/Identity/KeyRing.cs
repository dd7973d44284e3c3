using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Identity;

/// <summary>
/// One issuer's ES256 keys: the newest signs; those before stay in the published set until everything they signed has expired.
/// In memory only: a restart is a rotation without overlap.
/// </summary>
internal sealed class KeyRing(TimeProvider clock, TimeSpan rotateEvery) : IDisposable
{
    /// <summary>How long a key that no longer signs stays published: the life of a token twice over.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly List<Key> keys = [];

    /// <summary>The key that signs now.</summary>
    public ECDsaSecurityKey Current()
    {
        lock (gate)
        {
            if (keys.Count == 0 || clock.GetUtcNow() - keys[^1].Made >= rotateEvery) Add();
            return keys[^1].Value;
        }
    }

    /// <summary>Makes a new key sign from now on; returns its id.</summary>
    public string Rotate()
    {
        lock (gate)
        {
            if (keys.Count == 0) Add();
            Add();
            return keys[^1].Value.KeyId;
        }
    }

    /// <summary>Public halves of the keys whose signatures still count, newest first.</summary>
    public IReadOnlyList<JsonWebKey> Published()
    {
        Current();
        lock (gate)
        {
            Forget();
            return [.. keys.AsEnumerable().Reverse().Select(Public)];
        }
    }

    public IReadOnlyList<ECDsaSecurityKey> Verifying()
    {
        Current();
        lock (gate)
        {
            Forget();
            return [.. keys.Select(key => key.Value)];
        }
    }

    public void Dispose()
    {
        foreach (var key in keys) key.Value.ECDsa.Dispose();
    }

    private void Add()
    {
        var now = clock.GetUtcNow();
        if (keys.Count > 0) keys[^1] = keys[^1] with { Retired = now };
        var key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) };
        keys.Add(new(key, now, null));
        Forget();
    }

    // Not disposed: a signature may be under way with it; the collector takes it.
    private void Forget() => keys.RemoveAll(key => key.Retired is { } retired && clock.GetUtcNow() - retired > Overlap);

    private static JsonWebKey Public(Key key)
    {
        var point = key.Value.ECDsa.ExportParameters(includePrivateParameters: false).Q;

        return new()
        {
            Kty = "EC",
            Crv = "P-256",
            Use = "sig",
            Alg = SecurityAlgorithms.EcdsaSha256,
            Kid = key.Value.KeyId,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
        };
    }

    private sealed record Key(ECDsaSecurityKey Value, DateTimeOffset Made, DateTimeOffset? Retired);
}
