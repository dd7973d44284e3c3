using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// Things kept in the database for whoever holds a secret of 256 random bits: found by a hash of it and encrypted under it (HKDF-SHA256, AES-256-GCM), so that
/// the database alone opens nothing and there is no key to keep.
/// </summary>
internal static class Sealed
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>43 characters of base64url.</summary>
    public static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public static string IdOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static byte[] Close(string secret, string purpose, ReadOnlySpan<byte> plain)
    {
        var closed = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(Key(secret, purpose), TagBytes);
        cipher.Encrypt(closed.AsSpan(0, NonceBytes), plain, closed.AsSpan(NonceBytes + TagBytes), closed.AsSpan(NonceBytes, TagBytes));

        return closed;
    }

    /// <exception cref="CryptographicException">It was closed under another secret or for another purpose, or altered.</exception>
    public static byte[] Open(string secret, string purpose, ReadOnlySpan<byte> closed)
    {
        if (closed.Length < NonceBytes + TagBytes) throw new CryptographicException("too short");
        var plain = new byte[closed.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(secret, purpose), TagBytes);
        cipher.Decrypt(closed[..NonceBytes], closed[(NonceBytes + TagBytes)..], closed.Slice(NonceBytes, TagBytes), plain);

        return plain;
    }

    private static byte[] Key(string secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes("boroughbridge " + purpose));
}
