using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Streams.Carry;

/// <summary>
/// An answer as it goes out: what is written to it is sealed frame by frame. Writing takes as long as the reader has no room, so that what is sent is decided on
/// when it goes; a reader that has none for too long, or is gone, ends it.
/// </summary>
internal sealed class OutgoingAnswer : Stream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly byte[] waiting = new byte[FrameSeal.MostContent];
    private readonly CancellationTokenSource ended;
    private readonly byte[] salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(FrameSeal.SaltBytes);
    private readonly FrameSeal answer;
    private readonly FrameSeal control;
    private readonly Credits credits;
    private readonly CarryLine line;
    private readonly CarriedRequest request;
    private int filled;
    private bool begun;

    public OutgoingAnswer(CarryLine line, CarriedRequest request, byte[] secret)
    {
        (this.line, this.request) = (line, request);
        answer = FrameSeal.Answer(secret, salt, request.Jti);
        control = FrameSeal.Control(secret, salt, request.Jti);
        credits = new(request.Window);
        ended = CancellationTokenSource.CreateLinkedTokenSource(line.Closing);
    }

    /// <summary>Status and headers, asked for once, when the first frame goes.</summary>
    public Func<Task<(int Status, IHeaderDictionary Headers)>>? Head { get; set; }

    /// <summary>The line it goes by.</summary>
    public CarryLine Line => line;

    /// <summary>Cancelled when nobody reads any more.</summary>
    public CancellationToken Aborted => ended.Token;

    public bool HasBegun => begun;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A word of the reader's, on the line's thread.</summary>
    public void Hear(ReadOnlySpan<byte> frame)
    {
        try
        {
            if (control.Open(frame) is not (FrameKind.Credit, var content) || !credits.Grant(content)) Stop();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Nothing more goes out.</summary>
    public void Stop()
    {
        try
        {
            ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Sends the head before there is any body.</summary>
    public async Task BeginAsync()
    {
        if (begun) return;
        var (status, headers) = await Head!();
        begun = true;
        var head = new CarriedHead { Status = status, ContentType = headers.ContentType, Length = headers.ContentLength, Inbox = line.Inbox };
        await SendAsync([.. salt, .. answer.Seal(FrameKind.Head, JsonSerializer.SerializeToUtf8Bytes(head, Wire.Json))]);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, waiting.Length - filled);
            buffer.Span[..count].CopyTo(waiting.AsSpan(filled));
            filled += count;
            buffer = buffer[count..];
            if (filled == waiting.Length) await FlushAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what is written, and returns when there is room for more.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        Aborted.ThrowIfCancellationRequested();
        await BeginAsync();
        if (filled == 0) return;
        await SendAsync(answer.Seal(FrameKind.Body, waiting.AsSpan(0, filled)));
        filled = 0;
        if (await credits.TakeAsync(Patience, Aborted)) return;

        Stop();
        throw new OperationCanceledException(Aborted);
    }

    /// <summary>Sends what is left, and that it is all.</summary>
    public async Task EndAsync()
    {
        await BeginAsync();
        await SendAsync(answer.Seal(FrameKind.End, waiting.AsSpan(0, filled)));
    }

    /// <summary>Says that the answer stops where it stands, so that the reader need not wait to find out.</summary>
    public async Task BreakOffAsync()
    {
        if (begun) await SendAsync(answer.Seal(FrameKind.Broken, []));
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("write asynchronously");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.Clear(waiting);
            ended.Dispose();
            answer.Dispose();
            control.Dispose();
            credits.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task SendAsync(byte[] frame) => line.FrameAsync(request.ReplyTo, request.Jti, frame);
}
