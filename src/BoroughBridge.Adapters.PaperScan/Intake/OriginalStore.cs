using System.Buffers.Binary;
using System.Security.Cryptography;
using BoroughBridge.Holding.Vault;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// The originals as they came off the scanner, encrypted before anything else touches them: AES-256-GCM in pieces of 1 MiB under a data key
/// of each file's own, the data key wrapped under the holder's key. Written whole and durable, or not at all; never changed, never deleted.
/// </summary>
internal sealed class OriginalStore(string folder, Envelope envelope)
{
    private const int Piece = 1 << 20;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int WrappedLength = 61;
    private const int HeaderLength = 4 + WrappedLength;

    private static ReadOnlySpan<byte> Magic => "BBO1"u8;

    /// <summary>Stores a file's bytes under an id and reads them back; returns length and SHA-256 of what opening it again gives.</summary>
    public async Task<(long Size, string Sha256)> KeepAsync(string id, string path, CancellationToken ct)
    {
        PrivateFolder.Make(folder);
        var part = Path.Combine(folder, id + ".part");
        await using (var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true))
        await using (var to = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true))
        {
            await EncryptAsync(id, from, to, ct);
            to.Flush(flushToDisk: true);
        }

        var kept = await ReadAsync(id, part, Stream.Null, ct);
        File.Move(part, PathOf(id), overwrite: true);

        return kept;
    }

    /// <summary>Writes an original in the clear to a path in the work folder.</summary>
    /// <exception cref="SealBrokenException">The stored original was altered.</exception>
    public async Task OpenAsync(string id, string to, CancellationToken ct)
    {
        await using var stream = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
        await ReadAsync(id, PathOf(id), stream, ct);
    }

    /// <summary>Writes an original in the clear to a stream.</summary>
    /// <exception cref="SealBrokenException">The stored original was altered.</exception>
    public Task OpenAsync(string id, Stream to, CancellationToken ct) => ReadAsync(id, PathOf(id), to, ct);

    private string PathOf(string id) => Path.Combine(folder, id + ".original");

    private async Task EncryptAsync(string id, Stream from, Stream to, CancellationToken ct)
    {
        var (key, wrapped) = envelope.NewKey(NameOf(id));
        var header = new byte[HeaderLength];
        Magic.CopyTo(header);
        wrapped.CopyTo(header, 4);
        await to.WriteAsync(header, ct);

        using var cipher = Envelope.Cipher(key);
        var clear = new byte[Piece];
        var sealedPiece = new byte[Piece + TagLength];
        for (var number = 0; ; number++)
        {
            var length = await from.ReadAtLeastAsync(clear, Piece, throwOnEndOfStream: false, ct);
            var last = length < Piece;
            cipher.Encrypt(Nonce(number), clear.AsSpan(0, length), sealedPiece.AsSpan(TagLength, length), sealedPiece.AsSpan(0, TagLength), [last ? (byte)1 : (byte)0]);
            await to.WriteAsync(sealedPiece.AsMemory(0, TagLength + length), ct);
            if (last) return;
        }
    }

    private async Task<(long Size, string Sha256)> ReadAsync(string id, string path, Stream to, CancellationToken ct)
    {
        await using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        var header = new byte[HeaderLength];
        await from.ReadExactlyAsync(header, ct);
        if (!header.AsSpan(0, 4).SequenceEqual(Magic)) throw new SealBrokenException("original-header");

        using var cipher = Envelope.Cipher(envelope.Unwrap(NameOf(id), header.AsSpan(4)));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sealedPiece = new byte[Piece + TagLength];
        var clear = new byte[Piece];
        long size = 0;
        for (var number = 0; ; number++)
        {
            var length = await from.ReadAtLeastAsync(sealedPiece, sealedPiece.Length, throwOnEndOfStream: false, ct) - TagLength;
            if (length < 0) throw new SealBrokenException("original-cut-short");

            var last = length < Piece;
            OpenPiece(cipher, number, sealedPiece, length, last, clear);
            hash.AppendData(clear, 0, length);
            await to.WriteAsync(clear.AsMemory(0, length), ct);
            size += length;
            if (last) return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    private static void OpenPiece(AesGcm cipher, int number, byte[] sealedPiece, int length, bool last, byte[] clear)
    {
        try
        {
            cipher.Decrypt(Nonce(number), sealedPiece.AsSpan(TagLength, length), sealedPiece.AsSpan(0, TagLength), clear.AsSpan(0, length), [last ? (byte)1 : (byte)0]);
        }
        catch (AuthenticationTagMismatchException broken)
        {
            throw new SealBrokenException("original-broken", broken);
        }
    }

    private static string NameOf(string id) => $"paper-original/{id}";

    private static byte[] Nonce(int number)
    {
        var nonce = new byte[NonceLength];
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(NonceLength - 4), number);

        return nonce;
    }
}
