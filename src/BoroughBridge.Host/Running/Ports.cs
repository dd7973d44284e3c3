using System.Net;
using System.Net.Sockets;

namespace BoroughBridge.Host.Running;

/// <summary>Asks for a port before a host does, so that a taken one is one clear line.</summary>
internal static class Ports
{
    /// <exception cref="RefusalException">Another program has it, or it may not be taken.</exception>
    public static void MustBeFree(string role, string url)
    {
        var address = new Uri(url);
        var ip = IPAddress.TryParse(address.Host, out var parsed) ? parsed : address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen();
        }
        catch (SocketException e)
        {
            throw new RefusalException(ExitCodes.Unavailable, e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{role}: port {address.Port} is in use",
                SocketError.AccessDenied => $"{role}: port {address.Port} may not be taken by this user",
                _ => $"{role}: address {address.Host} port {address.Port} cannot be listened on",
            });
        }
    }
}
