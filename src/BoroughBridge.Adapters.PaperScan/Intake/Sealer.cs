using System.Security.Cryptography;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// Seals small things (file names, page readings, facts) with AES-256-GCM under a key derived from the holder's key-encryption key.
/// The place a value is kept at is bound in, so a sealed value moved elsewhere does not open.
/// </summary>
internal sealed class Sealer
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] valueKey;
    private readonly byte[] markKey;

    public Sealer(ReadOnlySpan<byte> keyEncryptionKey)
    {
        valueKey = Derive(keyEncryptionKey, "boroughbridge paper values 1");
        markKey = Derive(keyEncryptionKey, "boroughbridge paper marks 1");
        OriginalsKey = Derive(keyEncryptionKey, "boroughbridge paper originals 1");
    }

    /// <summary>Wraps the data keys of stored originals.</summary>
    public byte[] OriginalsKey { get; }

    /// <summary>Reads the key-encryption key: 32 bytes, base64, in a file.</summary>
    /// <exception cref="InvalidOperationException">The file is absent or is no such key; the message is one line for the operator.</exception>
    public static Sealer FromFile(string path)
    {
        byte[] key;
        try
        {
            key = Convert.FromBase64String(File.ReadAllText(path).Trim());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InvalidOperationException("KeyEncryptionKeyFile cannot be read as 32 bytes of base64");
        }

        return key.Length == 32 ? new Sealer(key) : throw new InvalidOperationException("KeyEncryptionKeyFile is not 32 bytes of base64");
    }

    public byte[] Seal(ReadOnlySpan<byte> value, string place)
    {
        var box = new byte[1 + NonceLength + TagLength + value.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(valueKey, TagLength);
        cipher.Encrypt(nonce, value, box.AsSpan(1 + NonceLength + TagLength), box.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(place));

        return box;
    }

    /// <exception cref="CryptographicException">Altered, moved or sealed under another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string place)
    {
        if (box.Length < 1 + NonceLength + TagLength || box[0] != Version) throw new CryptographicException("sealed-value");

        var value = new byte[box.Length - 1 - NonceLength - TagLength];
        using var cipher = new AesGcm(valueKey, TagLength);
        cipher.Decrypt(box.Slice(1, NonceLength), box[(1 + NonceLength + TagLength)..], box.Slice(1 + NonceLength, TagLength), value, Encoding.UTF8.GetBytes(place));

        return value;
    }

    /// <summary>A keyed mark by which equal values find each other and from which nothing can be read.</summary>
    public string Mark(string kind, string value) => Convert.ToHexStringLower(HMACSHA256.HashData(markKey, Encoding.UTF8.GetBytes($"{kind}\0{value}")).AsSpan(0, 16));

    private static byte[] Derive(ReadOnlySpan<byte> key, string use)
    {
        var derived = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, [], Encoding.UTF8.GetBytes(use));

        return derived;
    }
}
