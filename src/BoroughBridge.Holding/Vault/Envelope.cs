// Promise: every sealed thing has its own data key, wrapped under the holder's key, and opens only as the thing it was sealed as.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Holding.Vault;

/// <summary>
/// AES-256-GCM envelopes. A body is sealed in chunks of <see cref="Renditions.ChunkSize"/>, each with its tag, so that a page or a range opens without
/// the rest; name, chunk index and whole size are bound to each chunk as associated data.
/// </summary>
public sealed class Envelope(KeyEncryptionKey holderKey)
{
    /// <summary>Bytes of a chunk as sealed: the chunk and its tag.</summary>
    public const int SealedChunk = Renditions.ChunkSize + TagBytes;

    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private const int KeyBytes = 32;
    private const byte Version = 1;
    private const int WrappedBytes = 1 + NonceBytes + KeyBytes + TagBytes;

    /// <summary>A new data key for the thing of this name, and the same key wrapped.</summary>
    public (byte[] Key, byte[] Wrapped) NewKey(string name)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var wrapped = new byte[WrappedBytes];
        wrapped[0] = Version;
        RandomNumberGenerator.Fill(wrapped.AsSpan(1, NonceBytes));
        using var aes = new AesGcm(holderKey.Bytes(), TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(1, NonceBytes), key, wrapped.AsSpan(1 + NonceBytes, KeyBytes), wrapped.AsSpan(1 + NonceBytes + KeyBytes), Encoding.UTF8.GetBytes(name));

        return (key, wrapped);
    }

    /// <exception cref="SealBrokenException">Not wrapped for this name under this key.</exception>
    public byte[] Unwrap(string name, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length != WrappedBytes || wrapped[0] != Version) throw new SealBrokenException("wrapped-key-malformed");
        var key = new byte[KeyBytes];
        using var aes = new AesGcm(holderKey.Bytes(), TagBytes);
        try
        {
            aes.Decrypt(
                wrapped.Slice(1, NonceBytes), wrapped.Slice(1 + NonceBytes, KeyBytes), wrapped[(1 + NonceBytes + KeyBytes)..], key, Encoding.UTF8.GetBytes(name));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SealBrokenException("wrapped-key-broken", e);
        }

        return key;
    }

    /// <summary>Bytes a body of this size takes when sealed.</summary>
    public static long SealedSize(long size) => size + (ChunkCount(size) * TagBytes);

    /// <summary>Chunks in a body; an empty body has none.</summary>
    public static long ChunkCount(long size) => (size + Renditions.ChunkSize - 1) / Renditions.ChunkSize;

    /// <summary>Seals one chunk into <paramref name="to"/>, which is as long as the chunk and its tag.</summary>
    public static void SealChunk(AesGcm aes, string name, long index, long size, ReadOnlySpan<byte> chunk, Span<byte> to) =>
        aes.Encrypt(Nonce(index), chunk, to[..chunk.Length], to.Slice(chunk.Length, TagBytes), Bound(name, index, size));

    /// <exception cref="SealBrokenException">The chunk is not what was sealed at this place.</exception>
    public static void OpenChunk(AesGcm aes, string name, long index, long size, ReadOnlySpan<byte> sealedChunk, Span<byte> to)
    {
        if (sealedChunk.Length != to.Length + TagBytes) throw new SealBrokenException("chunk-length");
        try
        {
            aes.Decrypt(Nonce(index), sealedChunk[..to.Length], sealedChunk[to.Length..], to, Bound(name, index, size));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SealBrokenException("chunk-broken", e);
        }
    }

    /// <summary>A cipher for a data key.</summary>
    public static AesGcm Cipher(byte[] key) => new(key, TagBytes);

    // The data key is used for one body only, so the chunk index is nonce enough.
    private static byte[] Nonce(long index)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceBytes - sizeof(long)), index);

        return nonce;
    }

    private static byte[] Bound(string name, long index, long size)
    {
        var bound = new byte[Encoding.UTF8.GetByteCount(name) + (2 * sizeof(long))];
        var length = Encoding.UTF8.GetBytes(name, bound);
        BinaryPrimitives.WriteInt64BigEndian(bound.AsSpan(length), index);
        BinaryPrimitives.WriteInt64BigEndian(bound.AsSpan(length + sizeof(long)), size);

        return bound;
    }
}
