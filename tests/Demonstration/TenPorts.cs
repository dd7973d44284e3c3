using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BoroughBridge.Tests;

/// <summary>Blocks of ten ports in a row, free now and given out once, below the range the kernel hands out to clients.</summary>
public static class TenPorts
{
    private static readonly HashSet<int> Given = [];

    /// <summary>The first of the block.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var first = RandomNumberGenerator.GetInt32(2000, 2270) * 10;
            lock (Given)
            {
                if (!Given.Add(first)) continue;
            }

            if (Enumerable.Range(first, 10).All(IsFree)) return first;
        }

        throw new InvalidOperationException("no ten free ports in a row");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
