using System.Security.Cryptography;
using System.Text;

namespace BoroughBridge.Holding.Vault;

/// <summary>
/// A manager's or reader's own words: sealed in the holder's store, and in the log no more than a salted hash, so that a leaf can never be guessed back.
/// </summary>
internal static class HeldText
{
    private const int SaltBytes = 16;

    /// <summary>The sealed words with their salt, and the hash that stands in the log.</summary>
    public static (byte[] Sealed, string Digest) Seal(Envelope envelope, string name, string words)
    {
        byte[] salted = [.. RandomNumberGenerator.GetBytes(SaltBytes), .. Encoding.UTF8.GetBytes(words)];

        return (SealedBody.SealColumn(envelope, name, salted), Convert.ToHexStringLower(SHA256.HashData(salted)));
    }

    /// <summary>The words.</summary>
    public static string Open(Envelope envelope, string name, byte[] held) => Encoding.UTF8.GetString(SealedBody.OpenColumn(envelope, name, held).AsSpan(SaltBytes));
}
