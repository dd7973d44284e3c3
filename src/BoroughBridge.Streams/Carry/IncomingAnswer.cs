using System.Text.Json;
using System.Threading.Channels;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Streams.Carry;

/// <summary>
/// An answer as it comes in: opened frame by frame as it is read, and whole only if its end says so. Each frame read gives the sender leave for one more, so
/// that no more than a window of them is ever kept. Left unread it is cancelled.
/// </summary>
internal sealed class IncomingAnswer : Stream
{
    private const int MostHead = 4096;
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(20);

    // Head, end and a word of trouble beside the window; a sender that sends more has left the protocol.
    private readonly Channel<byte[]> frames;
    private readonly CarryLine line;
    private readonly string transfer;
    private readonly byte[] secret;
    private readonly Action<IncomingAnswer> forget;
    private readonly CancellationTokenRegistration lost;
    private FrameSeal? answer;
    private FrameSeal? control;
    private CarriedHead? head;
    private ReadOnlyMemory<byte> left;
    private long granted;
    private long received;
    private bool ended;
    private int abandoned;
    private int cancelling;

    public IncomingAnswer(CarryLine line, string transfer, byte[] secret, int window, Action<IncomingAnswer> forget)
    {
        (this.line, this.transfer, this.secret, this.forget) = (line, transfer, secret, forget);
        granted = window;
        frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(window + 3) { SingleReader = true, SingleWriter = true });
        lost = line.Closing.Register(() => Fail("carried-line-lost"));
    }

    public string Transfer => transfer;

    /// <summary>The line it comes by.</summary>
    public CarryLine Line => line;

    /// <summary>Nobody reads it any more; it is kept only until it can be cancelled.</summary>
    public bool IsAbandoned => Volatile.Read(ref abandoned) != 0;

    private bool IsWhole => ended || (head?.Length is { } length && received == length);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A frame has come, on the line's thread.</summary>
    public void Accept(ReadOnlyMemory<byte> frame)
    {
        if (frame.Length > FrameSeal.SaltBytes + FrameSeal.Overhead + FrameSeal.MostContent || !frames.Writer.TryWrite(frame.ToArray())) Fail("carried-overrun");
        else if (IsAbandoned) _ = CancelAsync();
    }

    /// <summary>Nothing more will come.</summary>
    public void Fail(string code) => frames.Writer.TryComplete(new IOException(code));

    /// <summary>The first frame, opened.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public async Task<CarriedHead> HeadAsync(CancellationToken ct)
    {
        var first = await NextAsync(ct);
        if (first.Length is < FrameSeal.SaltBytes or > FrameSeal.SaltBytes + FrameSeal.Overhead + MostHead) throw Broken("carried-head");
        answer = FrameSeal.Answer(secret, first.AsSpan(0, FrameSeal.SaltBytes), transfer);
        control = FrameSeal.Control(secret, first.AsSpan(0, FrameSeal.SaltBytes), transfer);
        if (answer.Open(first.AsSpan(FrameSeal.SaltBytes)) is not (FrameKind.Head, var content)) throw Broken("carried-altered");
        try
        {
            head = JsonSerializer.Deserialize<CarriedHead>(content, Wire.Json);
        }
        catch (JsonException)
        {
            throw Broken("carried-head");
        }

        return head is { Status: >= 200 and < 600, Length: null or >= 0 } && Ids.IsId(head.Inbox) ? head : throw Broken("carried-head");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (left.IsEmpty && !ended) await OpenNextAsync(cancellationToken);
        var count = Math.Min(buffer.Length, left.Length);
        left.Span[..count].CopyTo(buffer.Span);
        left = left[count..];

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads no further; the sender is told as soon as it is known whom to tell.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref abandoned, 1) != 0) return;
        if (IsWhole) Done();
        else _ = CancelAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Abandon();
        base.Dispose(disposing);
    }

    private async Task OpenNextAsync(CancellationToken ct)
    {
        var frame = await NextAsync(ct);
        if (IsAbandoned || answer!.Open(frame) is not { } opened) throw Broken("carried-altered");
        switch (opened.Kind)
        {
            case FrameKind.Body:
                Take(opened.Content);
                granted++;
                if (!IsWhole) await line.FrameAsync(head!.Inbox, transfer, control!.Seal(FrameKind.Credit, Credits.Bytes(granted)));
                break;
            case FrameKind.End:
                Take(opened.Content);
                if (head!.Length is { } length && received != length) throw Broken("carried-length");
                ended = true;
                Done();
                break;
            default:
                throw Broken("carried-broken-off");
        }
    }

    private void Take(byte[] content)
    {
        received += content.Length;
        if (head!.Length is { } length && received > length) throw Broken("carried-length");
        left = content;
    }

    private async Task<byte[]> NextAsync(CancellationToken ct)
    {
        try
        {
            return await frames.Reader.ReadAsync(ct);
        }
        catch (ChannelClosedException e)
        {
            throw Broken(e.InnerException is IOException { Message: var code } ? code : "carried-closed");
        }
    }

    private IOException Broken(string code)
    {
        Fail(code);
        Abandon();

        return new(code);
    }

    // Whom to tell is known when the head has come; until then its coming brings this here again.
    private async Task CancelAsync()
    {
        if (ended || Interlocked.Exchange(ref cancelling, 1) != 0) return;
        try
        {
            if (head is null)
            {
                if (!frames.Reader.TryPeek(out _))
                {
                    _ = ForgetLaterAsync();
                    Volatile.Write(ref cancelling, 0);
                    return;
                }

                await HeadAsync(CancellationToken.None);
            }

            await line.FrameAsync(head!.Inbox, transfer, control!.Seal(FrameKind.Cancel, []));
        }
        catch (Exception e) when (e is IOException or StreamException)
        {
            // The sender runs into its own limit instead.
        }

        Done();
    }

    private void Done()
    {
        lost.Unregister();
        forget(this);
    }

    private async Task ForgetLaterAsync()
    {
        await Task.Delay(Lingering, TimeProvider.System);
        Done();
    }
}
