using System.Buffers.Binary;

namespace BoroughBridge.Streams.Carry;

/// <summary>How many frames an answer's reader has room for. Counted from the beginning, so that a word that comes late adds nothing.</summary>
internal sealed class Credits(int window) : IDisposable
{
    // One is in hand before the first frame: a frame is waited for after it is sent, so that whoever writes next decides at that moment.
    private readonly SemaphoreSlim room = new(window - 1);
    private long granted = window;

    public static byte[] Bytes(long granted)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, granted);

        return bytes;
    }

    /// <summary>The reader has room for so many frames in all. False where that is not what a reader says.</summary>
    public bool Grant(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 8) return false;
        var more = BinaryPrimitives.ReadInt64BigEndian(bytes) - granted;
        if (more is < 0 or > Contracts.Record.CarriedRequest.MostWindow) return false;
        granted += more;
        if (more > 0) room.Release((int)more);

        return true;
    }

    /// <summary>Waits until one more may be sent; false where the reader takes too long.</summary>
    public Task<bool> TakeAsync(TimeSpan patience, CancellationToken ct) => room.WaitAsync(patience, ct);

    public void Dispose() => room.Dispose();
}
