using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>Signs what one part says to another: compact JWS, ES256 and nothing else (RFC 7515, RFC 7518 3.4).</summary>
public sealed class JwsSigner
{
    private readonly Func<SigningKey?> current;

    public JwsSigner(ECDsa key, string keyId)
    {
        var own = new SigningKey(key, keyId);
        current = () => own;
    }

    internal JwsSigner(Func<SigningKey?> current) => this.current = current;

    public string KeyId => Key().KeyId;

    /// <summary>The signed text. <paramref name="typ"/> keeps one kind of statement from passing as another (RFC 8725 3.11).</summary>
    public string Sign<T>(string typ, T payload)
    {
        var (key, keyId) = Key();
        var header = JsonSerializer.SerializeToUtf8Bytes(new JwsHeader { Alg = "ES256", Kid = keyId, Typ = typ }, Wire.Json);
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(payload, Wire.Json))}";

        return $"{signed}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private SigningKey Key() => current() ?? throw new TrustConfigurationException(nameof(TrustOptions.SigningKeyFile), "can no longer be used");
}

/// <summary>Verifies what another part signed, against the keys the trust bundle gives for it. Never throws on what it is sent.</summary>
public sealed class JwsVerifier(Func<string, ECDsa?> keyById)
{
    private const int MostBytes = 6 << 20;

    /// <summary>True only where algorithm, typ, key and signature are the ones expected; else <paramref name="failure"/> is a code.</summary>
    public bool TryVerify<T>(string jws, string typ, [NotNullWhen(true)] out T? payload, out string failure)
        where T : class
    {
        payload = null;
        failure = "malformed";
        if (jws.Length > MostBytes) return false;
        var parts = jws.Split('.');
        if (parts.Length != 3) return false;

        try
        {
            var header = JsonSerializer.Deserialize<JwsHeader>(Base64UrlEncoder.DecodeBytes(parts[0]), Wire.Json);
            if (header is not { Alg: "ES256", Crit: null } || header.Typ != typ)
            {
                failure = "wrong-kind";
                return false;
            }

            if (header.Kid is null || keyById(header.Kid) is not { } key)
            {
                failure = "unknown-key";
                return false;
            }

            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            if (!key.VerifyData(signed, Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256))
            {
                failure = "bad-signature";
                return false;
            }

            payload = JsonSerializer.Deserialize<T>(Base64UrlEncoder.DecodeBytes(parts[1]), Wire.Json);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or CryptographicException)
        {
            return false;
        }

        return payload is not null;
    }
}

/// <summary>A JWS header; <c>crit</c> is read only so that it can be refused.</summary>
internal sealed record JwsHeader
{
    public required string Alg { get; init; }
    public string? Kid { get; init; }
    public string? Typ { get; init; }
    public JsonElement? Crit { get; init; }
}
