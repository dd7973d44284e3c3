using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>
/// One client's public keys, read again when they are five minutes old or a key id is not known, and never more often than every two seconds. A set that cannot be had
/// gives no key.
/// </summary>
internal sealed class ClientKeys(ClientKeySource source, IHttpClientFactory http, TimeProvider clock) : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private const int LeastRsaBits = 2048;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim gate = new(1);
    private Dictionary<string, SecurityKey> known = [];
    private long? triedAt;

    public async Task<SecurityKey?> FindAsync(string kid, string algorithm, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var age = triedAt is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;
            if (age >= Fresh || (age >= Soonest && !known.ContainsKey(kid)))
            {
                triedAt = clock.GetTimestamp();
                known = await ReadAsync(ct);
            }
        }
        finally
        {
            gate.Release();
        }

        return known.TryGetValue(kid, out var key) && Fits(key, algorithm) ? key : null;
    }

    public void Dispose() => gate.Dispose();

    private static bool Fits(SecurityKey key, string algorithm) => key switch
    {
        ECDsaSecurityKey => algorithm == SecurityAlgorithms.EcdsaSha384,
        RsaSecurityKey => algorithm == SecurityAlgorithms.RsaSha384,
        _ => false,
    };

    private async Task<Dictionary<string, SecurityKey>> ReadAsync(CancellationToken ct)
    {
        try
        {
            var json = source.File is { } file ? Encoding.UTF8.GetString(KeyFiles.Read(nameof(ClientKeySource.File), file)) : await FetchAsync(ct);
            var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
            foreach (var entry in new JsonWebKeySet(json).Keys.Where(entry => entry.Kid is { Length: > 0 } && entry.Use is null or "" or "sig"))
            {
                if (KeyOf(entry) is { } key) keys[entry.Kid] = key;
            }

            return keys;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or ArgumentException or FormatException or CryptographicException or TrustConfigurationException or System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static AsymmetricSecurityKey? KeyOf(JsonWebKey entry) => (entry.Kty, entry.Crv) switch
    {
        ("EC", "P-384") => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP384,
            Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(entry.X), Y = Base64UrlEncoder.DecodeBytes(entry.Y) },
        })) { KeyId = entry.Kid },
        ("RSA", _) when Base64UrlEncoder.DecodeBytes(entry.N).Length * 8 >= LeastRsaBits =>
            new RsaSecurityKey(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(entry.N), Exponent = Base64UrlEncoder.DecodeBytes(entry.E) }) { KeyId = entry.Kid },
        _ => null,
    };

    private async Task<string> FetchAsync(CancellationToken ct)
    {
        if (!Uri.TryCreate(source.Uri, UriKind.Absolute, out var at) || !IssuerKeys.IsSafe(at)) return "{}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        using var client = http.CreateClient(UserTokens.HttpClientName);
        using var answer = await client.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
        var bytes = new byte[MostBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token);

        return length > MostBytes ? "{}" : Encoding.UTF8.GetString(bytes, 0, length);
    }
}
