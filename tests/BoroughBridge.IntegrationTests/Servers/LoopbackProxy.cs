using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>A way to a server on loopback, through a port of its own that can be closed and opened again; what is done to the bytes is the kind's.</summary>
public abstract class LoopbackProxy(string host, int port) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly DnsEndPoint server = new(host, port, AddressFamily.InterNetwork);
    private Socket? listener;

    public int Port { get; } = Ports.Free();

    public abstract ValueTask DisposeAsync();

    /// <summary>Takes connections; nothing where it does already.</summary>
    protected void Listen()
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
            catch (Exception exception) when (IsEnd(exception))
            {
                // Closed.
            }
        });
    }

    /// <summary>Takes no more connections: the port is closed.</summary>
    protected void StopListening()
    {
        listener?.Dispose();
        listener = null;
    }

    /// <summary>Ends every connection there is.</summary>
    /// <param name="reset">As a crash does, not as a goodbye.</param>
    protected void End(bool reset)
    {
        foreach (var socket in open.Keys)
        {
            try
            {
                if (reset) socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                // It closed by itself meanwhile.
            }
        }
    }

    /// <summary>Passes on one direction of one connection, until it ends.</summary>
    protected abstract Task PumpAsync(Socket from, Socket to, bool toServer);

    /// <summary>Either end of a connection may go at any time.</summary>
    protected static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;

    private async Task ServeAsync(Socket near)
    {
        using var nearEnd = near;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        near.NoDelay = far.NoDelay = true;
        open[near] = open[far] = 0;
        try
        {
            await far.ConnectAsync(server);
            await Task.WhenAny(PumpAsync(near, far, toServer: true), PumpAsync(far, near, toServer: false));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Both are closed below.
        }
        finally
        {
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }
}
