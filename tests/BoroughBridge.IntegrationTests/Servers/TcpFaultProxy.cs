using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>A way to a server on loopback that can be made slow, silent, broken or closed.</summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly EndPoint target;
    private Socket? listener;
    private volatile bool hole;

    public TcpFaultProxy(string host, int port)
    {
        target = new DnsEndPoint(host, port, AddressFamily.InterNetwork);
        Accept();
    }

    public int Port { get; } = Ports.Free();

    /// <summary>How long every segment is held back; order is kept.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Lets everything through again, new connections too.</summary>
    public void Pass()
    {
        Delay = TimeSpan.Zero;
        hole = false;
        Accept();
    }

    /// <summary>Connections stay open and nothing comes through them.</summary>
    public void Swallow() => hole = true;

    /// <summary>Resets every connection there is; new ones are taken.</summary>
    public void Reset()
    {
        foreach (var socket in open.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
            {
                // It closed by itself meanwhile.
            }
        }
    }

    /// <summary>Resets every connection and refuses new ones, as a closed port does.</summary>
    public void Refuse()
    {
        listener?.Dispose();
        listener = null;
        Reset();
    }

    public ValueTask DisposeAsync()
    {
        hole = false;
        Refuse();

        return ValueTask.CompletedTask;
    }

    private void Accept()
    {
        if (listener is not null) return;

        var socket = listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        socket.Listen(128);
        _ = Task.Run(async () =>
        {
            try
            {
                while (true) _ = ServeAsync(await socket.AcceptAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed by Refuse.
            }
        });
    }

    private async Task ServeAsync(Socket near)
    {
        using var nearEnd = near;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        near.NoDelay = far.NoDelay = true;
        open[near] = open[far] = 0;
        try
        {
            await far.ConnectAsync(target);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Either end may go at any time; both are closed below.
        }
        finally
        {
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
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
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
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
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Nobody to send to; what is held is lost with the connection, as on a network.
        }
    }
}
