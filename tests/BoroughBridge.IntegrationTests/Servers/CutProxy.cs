using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>
/// The moment a process is killed, told by what it says to its servers: before the n-th statement is sent or its answer heard, all its connections
/// end and no new one opens. That is what the servers see of a kill -9; whatever the process still tries reaches nobody.
/// </summary>
internal sealed class CutPoint
{
    private readonly ConcurrentBag<CutProxy> ways = [];
    private int left;

    /// <summary>Whether the moment has come.</summary>
    public bool Happened { get; private set; }

    /// <summary>The n-th statement, answer or frame from now on is the first that does not arrive.</summary>
    public void At(int n) => Volatile.Write(ref left, n);

    /// <summary>A new life: no cut is near, and connections open again.</summary>
    public void Heal()
    {
        Volatile.Write(ref left, 0);
        Happened = false;
        foreach (var way in ways) way.Open();
    }

    internal void Add(CutProxy way) => ways.Add(way);

    /// <summary>False from the moment of the cut on.</summary>
    internal bool Lets(bool counts)
    {
        if (Happened) return false;
        if (!counts || Volatile.Read(ref left) == 0 || Interlocked.Decrement(ref left) > 0) return true;

        Happened = true;
        foreach (var way in ways) way.Close();

        return false;
    }
}

/// <summary>What a way carries: where one message ends, and which are counted.</summary>
internal enum Carried
{
    Postgres,
    Amqp,
}

/// <summary>A way to a server on loopback that passes on whole messages, for as long as the cut point lets it.</summary>
internal sealed class CutProxy : LoopbackProxy
{
    private readonly CutPoint cut;
    private readonly Carried wire;
    private int acknowledged;

    public CutProxy(CutPoint cut, Carried wire, string host, int port)
        : base(host, port)
    {
        (this.cut, this.wire) = (cut, wire);
        cut.Add(this);
        Open();
    }

    /// <summary>Deliveries whose acknowledgement has gone to the broker.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    public override ValueTask DisposeAsync()
    {
        Close();

        return ValueTask.CompletedTask;
    }

    internal void Open() => Listen();

    internal void Close()
    {
        StopListening();
        End(reset: false);
    }

    protected override async Task PumpAsync(Socket from, Socket to, bool toServer)
    {
        var buffer = new byte[1 << 20];
        var (held, first) = (0, toServer);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer.AsMemory(held))) > 0)
            {
                held += count;
                var passed = 0;
                while (LengthOf(buffer.AsSpan(passed, held - passed), first) is var length and > 0)
                {
                    var message = buffer.AsMemory(passed, length);
                    if (!cut.Lets(!first && Counts(message.Span[0], toServer))) return;
                    for (var sent = 0; sent < length;) sent += await to.SendAsync(message[sent..]);
                    if (toServer && IsAcknowledgement(message.Span)) Interlocked.Increment(ref acknowledged);
                    first = false;
                    passed += length;
                }

                buffer.AsSpan(passed, held - passed).CopyTo(buffer);
                held -= passed;
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The end of this direction.
        }
    }

    /// <summary>Length of the message the buffer begins with; 0 where it is not all there. A client's first is without a type.</summary>
    private int LengthOf(ReadOnlySpan<byte> buffer, bool first)
    {
        var (least, at, around) = (wire, first) switch
        {
            (Carried.Postgres, true) => (4, 0, 0),
            (Carried.Postgres, false) => (5, 1, 1),
            (_, true) => (8, -1, 8),
            _ => (7, 3, 8),
        };
        if (buffer.Length < least) return 0;
        var length = around + (at < 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(buffer[at..]));

        return length <= buffer.Length ? length : 0;
    }

    /// <summary>A method frame of basic.ack: class 60, method 80.</summary>
    private bool IsAcknowledgement(ReadOnlySpan<byte> message) => wire == Carried.Amqp && message is [1, _, _, _, _, _, _, 0, 60, 0, 80, ..];

    /// <summary>PostgreSQL: a statement is sent (Query, Sync) or answered (ReadyForQuery). AMQP: every frame but a heartbeat.</summary>
    private bool Counts(byte type, bool toServer) => wire == Carried.Amqp ? type != 8 : toServer ? type is (byte)'Q' or (byte)'S' : type == (byte)'Z';
}
