using System.Net.Sockets;
using System.Threading.Channels;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>A way to a server on loopback that can be made slow, silent, broken or closed.</summary>
public sealed class TcpFaultProxy : LoopbackProxy
{
    private volatile bool hole;

    public TcpFaultProxy(string host, int port)
        : base(host, port) => Listen();

    /// <summary>How long every segment is held back; order is kept.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Lets everything through again, new connections too.</summary>
    public void Pass()
    {
        Delay = TimeSpan.Zero;
        hole = false;
        Listen();
    }

    /// <summary>Connections stay open and nothing comes through them.</summary>
    public void Swallow() => hole = true;

    /// <summary>Resets every connection there is; new ones are taken.</summary>
    public void Reset() => End(reset: true);

    /// <summary>Resets every connection and refuses new ones, as a closed port does.</summary>
    public void Refuse()
    {
        StopListening();
        Reset();
    }

    public override ValueTask DisposeAsync()
    {
        hole = false;
        Refuse();

        return ValueTask.CompletedTask;
    }

    protected override async Task PumpAsync(Socket from, Socket to, bool toServer)
    {
        // The bound gives back-pressure.
        var held = Channel.CreateBounded<(long Since, byte[] Bytes)>(256);
        var sending = SendAsync(held.Reader, to);
        var buffer = new byte[16384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0) await held.Writer.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..count]));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The end of this direction.
        }

        held.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Since, byte[] Bytes)> held, Socket to)
    {
        try
        {
            await foreach (var (since, bytes) in held.ReadAllAsync())
            {
                var left = Delay - TimeProvider.System.GetElapsedTime(since);
                if (left > TimeSpan.Zero) await Task.Delay(left);
                while (hole) await Task.Delay(20);
                for (var sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes.AsMemory(sent));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Nobody to send to; what is held is lost with the connection, as on a network.
        }
    }
}
