using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>Free TCP ports on loopback, below the range the kernel hands out to clients (a port there was once taken by a client's own end).</summary>
public static class Ports
{
    private static readonly HashSet<int> Given = [];

    public static int Free()
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(22000, 32000);
            lock (Given)
            {
                if (!Given.Add(port)) continue;
            }

            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException("no free port below 32768");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
