using System.Security.Cryptography;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Holding.Vault;

/// <summary>A body as its parts are known outside the seal: what a manifest says of it.</summary>
public sealed record BodyDigest(long Size, string Sha256, IReadOnlyList<string> Chunks)
{
    public static BodyDigest Of(ReadOnlySpan<byte> body)
    {
        var chunks = new List<string>((int)Envelope.ChunkCount(body.Length));
        for (var at = 0; at < body.Length; at += Renditions.ChunkSize)
            chunks.Add(Convert.ToHexStringLower(SHA256.HashData(body.Slice(at, Math.Min(Renditions.ChunkSize, body.Length - at)))));

        return new(body.Length, chunks.Count == 1 ? chunks[0] : Convert.ToHexStringLower(SHA256.HashData(body)), chunks);
    }
}

/// <summary>Whole small bodies and columns, sealed in memory.</summary>
public static class SealedBody
{
    /// <summary>The sealed chunks one after another, and the wrapped key they open with.</summary>
    public static (byte[] Bytes, byte[] Wrapped) Seal(Envelope envelope, string name, ReadOnlySpan<byte> body)
    {
        var (key, wrapped) = envelope.NewKey(name);
        var bytes = new byte[Envelope.SealedSize(body.Length)];
        using var aes = Envelope.Cipher(key);
        for (long index = 0, count = Envelope.ChunkCount(body.Length); index < count; index++)
        {
            var chunk = body[(int)(index * Renditions.ChunkSize)..];
            if (chunk.Length > Renditions.ChunkSize) chunk = chunk[..Renditions.ChunkSize];
            Envelope.SealChunk(aes, name, index, body.Length, chunk, bytes.AsSpan((int)(index * Envelope.SealedChunk)));
        }

        return (bytes, wrapped);
    }

    /// <summary>A column: the wrapped key, then the sealed chunks.</summary>
    public static byte[] SealColumn(Envelope envelope, string name, ReadOnlySpan<byte> value)
    {
        var (bytes, wrapped) = Seal(envelope, name, value);

        return [.. wrapped, .. bytes];
    }

    /// <inheritdoc cref="SealColumn"/>
    /// <exception cref="SealBrokenException">It is not what was sealed under this name.</exception>
    public static byte[] OpenColumn(Envelope envelope, string name, ReadOnlySpan<byte> column)
    {
        const int Wrapped = 61;
        if (column.Length < Wrapped) throw new SealBrokenException("column-short");
        var key = envelope.Unwrap(name, column[..Wrapped]);
        var chunks = column[Wrapped..];
        var count = (chunks.Length + Envelope.SealedChunk - 1) / Envelope.SealedChunk;
        var value = new byte[Math.Max(0, chunks.Length - (count * (Envelope.SealedChunk - Renditions.ChunkSize)))];
        using var aes = Envelope.Cipher(key);
        for (var index = 0; index < count; index++)
        {
            var from = chunks[(index * Envelope.SealedChunk)..];
            if (from.Length > Envelope.SealedChunk) from = from[..Envelope.SealedChunk];
            var at = index * Renditions.ChunkSize;
            Envelope.OpenChunk(aes, name, index, value.Length, from, value.AsSpan(at, Math.Min(Renditions.ChunkSize, value.Length - at)));
        }

        return value;
    }
}
