using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace BoroughBridge.Trust;

/// <summary>Fetches an issuer's discovery document and key set: 64 KiB and two seconds each, twice more on a passing fault, six seconds in all.</summary>
internal sealed class IssuerFetch(string issuer, IHttpClientFactory http, TimeProvider clock)
{
    private const int MostBytes = 64 * 1024;
    private const int MostKeys = 32;
    private const int LeastRsaBits = 2048;

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddTimeout(TimeSpan.FromSeconds(6))
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<IOException>().Handle<TimeoutRejectedException>(),
        })
        .AddTimeout(TimeSpan.FromSeconds(2))
        .Build();

    /// <summary>Its keys by id; none where it cannot be reached or what it says cannot be used.</summary>
    public async Task<IReadOnlyDictionary<string, SecurityKey>?> KeysAsync(CancellationToken ct)
    {
        try
        {
            using var discovery = await GetAsync(new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration"), ct);
            if (Text(discovery.RootElement, "issuer") != issuer) return null;
            if (!Uri.TryCreate(Text(discovery.RootElement, "jwks_uri"), UriKind.Absolute, out var at) || !IssuerKeys.IsSafe(at)) return null;

            using var set = await GetAsync(at, ct);

            return Keys(set.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<JsonDocument> GetAsync(Uri address, CancellationToken ct) => await pipeline.ExecuteAsync(
        async attempt =>
        {
            using var client = http.CreateClient(UserTokens.HttpClientName);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, attempt);
            answer.EnsureSuccessStatusCode();

            await using var body = await answer.Content.ReadAsStreamAsync(attempt);
            var bytes = new byte[MostBytes + 1];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, attempt);
            if (length > MostBytes) throw new JsonException("too large");

            return JsonDocument.Parse(bytes.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 8 });
        },
        ct);

    private static Dictionary<string, SecurityKey> Keys(JsonElement set)
    {
        var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
        foreach (var entry in set.GetProperty("keys").EnumerateArray().Take(MostKeys))
        {
            // A provider may publish keys of other kinds and for other uses; they are passed over.
            if (Text(entry, "kid") is { Length: > 0 } kid && (Text(entry, "use") ?? "sig") == "sig" && Key(entry) is { } key)
            {
                key.KeyId = kid;
                keys[kid] = key;
            }
        }

        return keys;
    }

    private static AsymmetricSecurityKey? Key(JsonElement entry)
    {
        try
        {
            switch (Text(entry, "kty"), Text(entry, "crv"), Text(entry, "alg"))
            {
                case ("EC", "P-256", null or SecurityAlgorithms.EcdsaSha256):
                    return new ECDsaSecurityKey(ECDsa.Create(new ECParameters
                    {
                        Curve = ECCurve.NamedCurves.nistP256,
                        Q = new ECPoint { X = Bytes(entry, "x"), Y = Bytes(entry, "y") },
                    }));
                case ("RSA", _, null or SecurityAlgorithms.RsaSha256):
                    var modulus = Bytes(entry, "n");

                    return modulus.Length * 8 >= LeastRsaBits ? new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = Bytes(entry, "e") }) : null;
                default:
                    return null;
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Bytes(JsonElement entry, string member) => Base64UrlEncoder.DecodeBytes(Text(entry, member) ?? throw new FormatException());

    private static string? Text(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
