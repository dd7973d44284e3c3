using System.Buffers;
using System.Buffers.Text;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>
/// Writes bytes as base64 between an opening and a closing. The opening is held back until the first checked byte follows, so that a refusal of the
/// first chunk leaves the answer unstarted; the closing comes only by <see cref="FinishAsync"/>, so that what broke off never looks whole.
/// </summary>
internal sealed class BinaryJson(Stream to, byte[] opening, byte[] closing) : Stream
{
    private readonly byte[] carry = new byte[3];
    private int carried;
    private bool started;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        while (carried is > 0 and < 3 && buffer.Length > 0)
        {
            carry[carried++] = buffer.Span[0];
            buffer = buffer[1..];
        }

        if (carried == 3) await EncodeAsync(carry, cancellationToken);
        if (carried == 3) carried = 0;
        var whole = buffer.Length / 3 * 3;
        if (whole > 0) await EncodeAsync(buffer[..whole], cancellationToken);
        foreach (var left in buffer.Span[whole..]) carry[carried++] = left;
    }

    /// <summary>The last characters and the closing.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        await StartAsync(ct);
        if (carried > 0) await EncodeAsync(carry.AsMemory(0, carried), ct);
        await to.WriteAsync(closing, ct);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task StartAsync(CancellationToken ct)
    {
        if (started) return;
        started = true;
        await to.WriteAsync(opening, ct);
    }

    private async Task EncodeAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        try
        {
            Base64.EncodeToUtf8(bytes.Span, text, out _, out var written);
            await to.WriteAsync(text.AsMemory(0, written), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text, clearArray: true);
        }
    }
}
