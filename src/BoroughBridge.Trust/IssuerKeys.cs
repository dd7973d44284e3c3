using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>
/// One issuer's signing keys, by its discovery document: kept ten minutes, fetched anew for a key id that is not known, but never more often than
/// every <see cref="Soonest"/>, whatever is sent. While the issuer cannot be reached the keys at hand serve for at most an hour.
/// </summary>
internal sealed class IssuerKeys(string issuer, IHttpClientFactory http, TimeProvider clock)
{
    public static readonly TimeSpan Soonest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Usable = TimeSpan.FromHours(1);
    private readonly IssuerFetch fetch = new(issuer, http, clock);
    private volatile KeySet? current;
    private readonly Lock gate = new();
    private Task<KeySet?>? underWay;
    private long? triedAt;

    /// <summary>The key, or a code: <c>key</c> where the issuer has no such key, <c>provider-unreachable</c>.</summary>
    public async Task<(SecurityKey? Key, string Failure)> FindAsync(string kid, string algorithm, CancellationToken ct)
    {
        var have = current;
        if (have is null || Age(have) >= Fresh || !have.ByKid.ContainsKey(kid)) have = await RefreshAsync(have, ct);
        if (have is null || Age(have) >= Usable) return (null, "provider-unreachable");

        return have.ByKid.TryGetValue(kid, out var key) && Fits(key, algorithm) ? (key, "") : (null, "key");
    }

    /// <summary>HTTPS, or HTTP to this machine, with nothing in the address but a place.</summary>
    public static bool IsSafe(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
        && address is { UserInfo: "", Query: "", Fragment: "" };

    // One fetch at a time; whoever comes meanwhile waits for it and has its answer too.
    private Task<KeySet?> RefreshAsync(KeySet? seen, CancellationToken ct)
    {
        lock (gate)
        {
            if (!ReferenceEquals(current, seen)) return Task.FromResult(current);
            if (underWay is null)
            {
                if (triedAt is { } at && clock.GetElapsedTime(at) < Soonest) return Task.FromResult(current);
                underWay = FetchAsync();
            }

            return underWay.WaitAsync(ct);
        }
    }

    private async Task<KeySet?> FetchAsync()
    {
        await Task.Yield();
        try
        {
            if (await fetch.KeysAsync(CancellationToken.None) is { } keys) current = new(keys, clock.GetTimestamp());

            return current;
        }
        finally
        {
            lock (gate)
            {
                triedAt = clock.GetTimestamp();
                underWay = null;
            }
        }
    }

    private TimeSpan Age(KeySet keys) => clock.GetElapsedTime(keys.FetchedAt);

    // The key decides the algorithm, not the token (RFC 8725 3.1).
    private static bool Fits(SecurityKey key, string algorithm) => key switch
    {
        ECDsaSecurityKey => algorithm == SecurityAlgorithms.EcdsaSha256,
        RsaSecurityKey => algorithm == SecurityAlgorithms.RsaSha256,
        _ => false,
    };

    private sealed record KeySet(IReadOnlyDictionary<string, SecurityKey> ByKid, long FetchedAt);
}
