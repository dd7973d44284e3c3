using System.Buffers;
using System.Security.Cryptography;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Vault;
using Microsoft.Win32.SafeHandles;

namespace BoroughBridge.Holding.Read;

/// <summary>A rendition opened for sending, chunk by chunk; the first chunk may have been opened ahead, so that a broken seal is known before anything is logged.</summary>
internal sealed class OpenBody(Judged judged, RenditionRow row, byte[] key, SafeFileHandle? file) : IDisposable
{
    private readonly AesGcm aes = Envelope.Cipher(key);
    private readonly string name = RenditionRow.SealName(row.ResourceId, row.Variant, row.Page);
    private byte[]? ahead;

    public Judged Judged => judged;

    public ThingDisclosed Manifest { get; } = new()
    {
        ChildRef = judged.Asked.ChildRef,
        Type = judged.Asked.Type,
        Id = judged.Asked.Id,
        Version = row.Version,
        Variant = row.Variant,
        Page = judged.Asked.Page,
        ContentType = row.ContentType,
        Size = row.Size,
        Sha256 = row.Sha256,
        Chunks = row.Chunks.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };

    public long Chunks => Envelope.ChunkCount(row.Size);

    /// <summary>Bytes of a chunk.</summary>
    public int Length(long index) => (int)Math.Min(Renditions.ChunkSize, row.Size - (index * Renditions.ChunkSize));

    /// <summary>Opens the first chunk now and keeps it.</summary>
    /// <exception cref="SealBrokenException">It does not open.</exception>
    public async Task<int> OpenAheadAsync(CancellationToken ct)
    {
        if (Chunks == 0) return 0;
        var chunk = new byte[Length(0)];
        await OpenAsync(0, chunk, ct);
        ahead = chunk;

        return chunk.Length;
    }

    /// <summary>Opens a chunk into <paramref name="to"/>, which is as long as the chunk.</summary>
    /// <exception cref="SealBrokenException">It does not open.</exception>
    public async ValueTask OpenAsync(long index, Memory<byte> to, CancellationToken ct)
    {
        if (index == 0 && ahead is not null)
        {
            ahead.CopyTo(to);
            return;
        }

        if (file is null)
        {
            var at = checked((int)(index * Envelope.SealedChunk));
            var length = Math.Min(Envelope.SealedChunk, row.Bytes!.Length - at);
            if (length < 0) throw new SealBrokenException("chunk-missing");
            Envelope.OpenChunk(aes, name, index, row.Size, row.Bytes.AsSpan(at, length), to.Span);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Envelope.SealedChunk);
        try
        {
            var wanted = to.Length + (Envelope.SealedChunk - Renditions.ChunkSize);
            var read = 0;
            while (read < wanted)
            {
                var more = await RandomAccess.ReadAsync(file, buffer.AsMemory(read, wanted - read), (index * Envelope.SealedChunk) + read, ct);
                if (more == 0) throw new SealBrokenException("chunk-missing");
                read += more;
            }

            Envelope.OpenChunk(aes, name, index, row.Size, buffer.AsSpan(0, wanted), to.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        aes.Dispose();
        file?.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }
}
