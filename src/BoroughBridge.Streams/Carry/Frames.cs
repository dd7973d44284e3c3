using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Streams.Carry;

/// <summary>What a frame is; part of what is authenticated, so that an end cannot be made, moved or taken away.</summary>
internal enum FrameKind : byte
{
    /// <summary>Status and headers; the first of an answer.</summary>
    Head = 1,

    /// <summary>Bytes of the body.</summary>
    Body = 2,

    /// <summary>The last bytes of the body, and that they are the last.</summary>
    End = 3,

    /// <summary>The answer stops here and is not whole.</summary>
    Broken = 4,

    /// <summary>From the reader: how many frames may be sent in all.</summary>
    Credit = 5,

    /// <summary>From the reader: send no more.</summary>
    Cancel = 6,
}

/// <summary>
/// One direction of one answer: AES-256-GCM under a key of its own, the frame's number as nonce, and transfer, number and kind authenticated beside. Whoever
/// opens takes only the next number, so a frame that is lost, altered, repeated, moved or of another transfer ends it. Not for two threads at once.
/// </summary>
internal sealed class FrameSeal : IDisposable
{
    /// <summary>Most bytes of content in a frame.</summary>
    public const int MostContent = Renditions.ChunkSize;

    /// <summary>Bytes of a frame beside its content: number, kind, tag.</summary>
    public const int Overhead = NumberBytes + 1 + TagBytes;

    /// <summary>Bytes of the answering part's salt, ahead of its first frame.</summary>
    public const int SaltBytes = 32;

    private const int NumberBytes = 8;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private readonly AesGcm aes;
    private readonly byte[] transfer;
    private long next;

    private FrameSeal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, string transfer, string direction)
    {
        this.transfer = Encoding.ASCII.GetBytes(transfer);
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, Encoding.ASCII.GetBytes($"bb-carried {direction} {transfer}"));
        aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>From the answering part to the asking one. Its salt makes the key new even where a request is sent again by somebody else.</summary>
    public static FrameSeal Answer(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, string transfer) => new(secret, salt, transfer, "answer");

    /// <summary>From the asking part to the answering one.</summary>
    public static FrameSeal Control(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, string transfer) => new(secret, salt, transfer, "control");

    /// <summary>The next frame.</summary>
    public byte[] Seal(FrameKind kind, ReadOnlySpan<byte> content)
    {
        var frame = new byte[content.Length + Overhead];
        BinaryPrimitives.WriteInt64BigEndian(frame, next);
        frame[NumberBytes] = (byte)kind;
        aes.Encrypt(Nonce(), content, frame.AsSpan(NumberBytes + 1, content.Length), frame.AsSpan(frame.Length - TagBytes), Beside(kind));
        next++;

        return frame;
    }

    /// <summary>Opens the next frame; none where this is not it, whole and unaltered.</summary>
    public (FrameKind Kind, byte[] Content)? Open(ReadOnlySpan<byte> frame)
    {
        if (frame.Length is < Overhead or > MostContent + Overhead || BinaryPrimitives.ReadInt64BigEndian(frame) != next) return null;
        var kind = (FrameKind)frame[NumberBytes];
        var content = new byte[frame.Length - Overhead];
        try
        {
            aes.Decrypt(Nonce(), frame.Slice(NumberBytes + 1, content.Length), frame[^TagBytes..], content, Beside(kind));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        next++;

        return (kind, content);
    }

    public void Dispose() => aes.Dispose();

    private byte[] Nonce()
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceBytes - NumberBytes), next);

        return nonce;
    }

    private byte[] Beside(FrameKind kind)
    {
        var beside = new byte[transfer.Length + NumberBytes + 1];
        transfer.CopyTo(beside, 0);
        BinaryPrimitives.WriteInt64BigEndian(beside.AsSpan(transfer.Length), next);
        beside[^1] = (byte)kind;

        return beside;
    }
}
