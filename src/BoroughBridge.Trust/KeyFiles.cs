using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>A part's ES256 key and the id the others know it by.</summary>
internal sealed record SigningKey(ECDsa Key, string KeyId);

/// <summary>A peer's public keys: those its signatures are verified with, by id, and those things for it are sealed to, the first one foremost.</summary>
internal sealed record PeerKeys(IReadOnlyDictionary<string, ECDsa> Signing, IReadOnlyList<SealingKey> Sealing);

/// <summary>Reads keys from files, bounded, and says in one line which setting is wrong.</summary>
internal static class KeyFiles
{
    private const int MostBytes = 64 * 1024;

    public static SigningKey Signing(string setting, byte[] pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(System.Text.Encoding.ASCII.GetString(pem));
            var own = key.ExportParameters(includePrivateParameters: true);
            if (!IsP256(own) || own.D is null) throw new CryptographicException("not P-256");

            return new(key, Thumbprint(own.Q));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new TrustConfigurationException(setting, "is not a PEM file of a P-256 private key", e);
        }
    }

    /// <summary>A part's own keys for opening, by id: one PEM file may hold several while a new one takes over.</summary>
    public static IReadOnlyDictionary<string, ECDiffieHellman> Opening(string setting, byte[] pem)
    {
        var keys = new Dictionary<string, ECDiffieHellman>(StringComparer.Ordinal);
        try
        {
            var text = System.Text.Encoding.ASCII.GetString(pem).AsSpan();
            while (PemEncoding.TryFind(text, out var found))
            {
                var key = ECDiffieHellman.Create();
                key.ImportFromPem(text[found.Location]);
                var own = key.ExportParameters(includePrivateParameters: true);
                if (!IsP256(own) || own.D is null) throw new CryptographicException("not P-256");
                keys[Thumbprint(own.Q)] = key;
                text = text[found.Location.End..];
            }

            return keys.Count > 0 ? keys : throw new CryptographicException("no key");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            foreach (var key in keys.Values) key.Dispose();
            throw new TrustConfigurationException(setting, "is not a PEM file of P-256 private keys", e);
        }
    }

    /// <summary>
    /// The P-256 keys of a JSON Web Key Set: <c>use</c> <c>enc</c> to seal to, <c>sig</c> (or none given) to verify with; never one key for both. Anything
    /// else in it is refused: a peer's set is ours to configure.
    /// </summary>
    public static PeerKeys Peer(string setting, byte[] json)
    {
        try
        {
            using var set = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var signing = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
            var sealing = new List<SealingKey>();
            foreach (var key in set.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (Text(key, "kty") != "EC" || Text(key, "crv") != "P-256") throw new FormatException();
                var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate(key, "x"), Y = Coordinate(key, "y") } };
                switch (key.TryGetProperty("use", out var use) ? use.GetString() : "sig")
                {
                    case "sig":
                        signing.Add(Text(key, "kid"), ECDsa.Create(parameters));
                        break;
                    case "enc":
                        using (ECDiffieHellman.Create(parameters)) sealing.Add(new(Text(key, "kid"), parameters));
                        break;
                    default:
                        throw new FormatException();
                }
            }

            return signing.Count > 0 && !sealing.Exists(key => signing.ContainsKey(key.KeyId)) ? new(signing, sealing) : throw new FormatException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or CryptographicException)
        {
            throw new TrustConfigurationException(setting, "is not a JSON Web Key Set of P-256 keys", e);
        }
    }

    public static byte[] Read(string setting, string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new TrustConfigurationException(setting, "is required");
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MostBytes) throw new TrustConfigurationException(setting, "names a file that is too large");

            return bytes[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrustConfigurationException(setting, "names a file that does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TrustConfigurationException(setting, "names a file that cannot be read", e);
        }
    }

    /// <summary>RFC 7638 thumbprint, base64url: the key id of every key we make.</summary>
    public static string Thumbprint(ECPoint q) => Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{Base64UrlEncoder.Encode(q.X!)}}","y":"{{Base64UrlEncoder.Encode(q.Y!)}}"}""")));

    private static bool IsP256(ECParameters own) => own.Curve.IsNamed && own.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    private static string Text(JsonElement key, string member) => key.GetProperty(member).GetString() ?? throw new FormatException();

    private static byte[] Coordinate(JsonElement key, string member)
    {
        var bytes = Base64UrlEncoder.DecodeBytes(Text(key, member));

        return bytes.Length == 32 ? bytes : throw new FormatException();
    }
}
