using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>A peer's P-256 key that things for it are sealed to; never one that signs.</summary>
internal sealed record SealingKey(string KeyId, ECParameters Public);

/// <summary>Seals what only one part may read: compact JWE, ECDH-ES with A256GCM and nothing else (RFC 7516, RFC 7518 4.6), a fresh key each time.</summary>
internal static class Jwe
{
    private const string Algorithm = "ECDH-ES";
    private const string Encryption = "A256GCM";
    private const int KeyBits = 256;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MostBytes = 6 << 20;

    public static string Seal(ReadOnlySpan<byte> plain, string typ, SealingKey to)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var peer = ECDiffieHellman.Create(to.Public);
        var q = ephemeral.ExportParameters(includePrivateParameters: false).Q;
        var header = Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(
            new JweHeader { Alg = Algorithm, Enc = Encryption, Kid = to.KeyId, Typ = typ, Epk = new() { Kty = "EC", Crv = "P-256", X = Base64UrlEncoder.Encode(q.X), Y = Base64UrlEncoder.Encode(q.Y) } },
            Wire.Json));
        var (nonce, tag, cipher) = (RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes], new byte[plain.Length]);
        using var aes = Cipher(ephemeral, peer.PublicKey);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(header));

        return $"{header}..{Base64UrlEncoder.Encode(nonce)}.{Base64UrlEncoder.Encode(cipher)}.{Base64UrlEncoder.Encode(tag)}";
    }

    /// <summary>The plain bytes, or a code that says why not. Never throws on what it is sent.</summary>
    public static (byte[]? Plain, string Failure) TryOpen(string jwe, string typ, Func<string, ECDiffieHellman?> keyById)
    {
        if (jwe.Length > MostBytes) return (null, "malformed");
        var parts = jwe.Split('.', 6);
        if (parts.Length != 5 || parts[1].Length != 0) return (null, "malformed");

        try
        {
            var header = JsonSerializer.Deserialize<JweHeader>(Base64UrlEncoder.DecodeBytes(parts[0]), Wire.Json);
            if (header is not { Alg: Algorithm, Enc: Encryption, Zip: null, Crit: null, Epk: { Kty: "EC", Crv: "P-256" } } || header.Typ != typ) return (null, "wrong-kind");
            if (header.Kid is null || keyById(header.Kid) is not { } own) return (null, "unknown-key");

            var (nonce, cipher, tag) = (Base64UrlEncoder.DecodeBytes(parts[2]), Base64UrlEncoder.DecodeBytes(parts[3]), Base64UrlEncoder.DecodeBytes(parts[4]));
            if (nonce.Length != NonceBytes || tag.Length != TagBytes) return (null, "malformed");
            using var sender = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(header.Epk.X), Y = Base64UrlEncoder.DecodeBytes(header.Epk.Y) },
            });
            using var aes = Cipher(own, sender.PublicKey);
            var plain = new byte[cipher.Length];
            aes.Decrypt(nonce, cipher, tag, plain, Encoding.ASCII.GetBytes(parts[0]));

            return (plain, "");
        }
        catch (AuthenticationTagMismatchException)
        {
            return (null, "altered");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or CryptographicException)
        {
            return (null, "malformed");
        }
    }

    /// <summary>OtherInfo of the Concat KDF (RFC 7518 4.6.2) behind its counter; one round of SHA-256 is all a key of at most 256 bits takes.</summary>
    internal static byte[] DeriveKey(ECDiffieHellman own, ECDiffieHellmanPublicKey peer, string encryption, int bits, string partyU, string partyV)
    {
        using var info = new MemoryStream();
        foreach (var text in (string[])[encryption, partyU, partyV])
        {
            info.Write(BigEndian(text.Length));
            info.Write(Encoding.ASCII.GetBytes(text));
        }

        info.Write(BigEndian(bits));

        return own.DeriveKeyFromHash(peer, HashAlgorithmName.SHA256, BigEndian(1), info.ToArray())[..(bits / 8)];
    }

    private static AesGcm Cipher(ECDiffieHellman own, ECDiffieHellmanPublicKey peer)
    {
        var key = DeriveKey(own, peer, Encryption, KeyBits, "", "");
        try
        {
            return new AesGcm(key, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);

        return bytes;
    }
}

/// <summary>A JWE header; <c>zip</c> and <c>crit</c> are read only so that they can be refused.</summary>
internal sealed record JweHeader
{
    public required string Alg { get; init; }
    public required string Enc { get; init; }
    public string? Kid { get; init; }
    public string? Typ { get; init; }
    public JweEphemeralKey? Epk { get; init; }
    public string? Zip { get; init; }
    public JsonElement? Crit { get; init; }
}

/// <summary>The sender's half of the agreement, made for this one message.</summary>
internal sealed record JweEphemeralKey
{
    public required string Kty { get; init; }
    public required string Crv { get; init; }
    public required string X { get; init; }
    public required string Y { get; init; }
}
