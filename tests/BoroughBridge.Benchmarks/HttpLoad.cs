using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BoroughBridge.Benchmarks;

/// <summary>
/// Asks for one thing over and over on a number of kept connections, each with one request in flight. Plain sockets and a fixed request, so that the generator costs
/// as little as can be of the processors it shares with what it measures; it reads each answer to its last byte.
/// </summary>
public sealed class HttpLoad(Uri url, string? token)
{
    private readonly byte[] request = Encoding.ASCII.GetBytes(
        $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: application/fhir+json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n");

    public sealed record Result(double PerSecond, Latencies Latencies, int BodyBytes);

    public async Task<Result> RunAsync(int connections, TimeSpan warm, TimeSpan measured)
    {
        await DriveAsync(connections, warm);
        var from = Stopwatch.GetTimestamp();
        var (latencies, body) = await DriveAsync(connections, measured);

        return new(latencies.Count / Stopwatch.GetElapsedTime(from).TotalSeconds, new(latencies), body);
    }

    private async Task<(ConcurrentBag<double> Latencies, int Body)> DriveAsync(int connections, TimeSpan time)
    {
        var all = new ConcurrentBag<double>();
        var body = 0;
        var from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, url.Port);
            var buffer = new byte[256 * 1024];
            while (Stopwatch.GetElapsedTime(from) < time)
            {
                var began = Stopwatch.GetTimestamp();
                await socket.SendAsync(request);
                body = await AnswerAsync(socket, buffer);
                all.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));

        return (all, body);
    }

    /// <summary>Reads one answer, by Content-Length or in chunks; returns the length of its body.</summary>
    private static async Task<int> AnswerAsync(Socket socket, byte[] buffer)
    {
        var have = 0;
        int head;
        while ((head = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0) have += await ReceiveAsync(socket, buffer, have);
        var headers = Encoding.ASCII.GetString(buffer, 0, head);
        if (!headers.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new InvalidOperationException("answered " + headers.Split('\r')[0]);

        var at = headers.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var length = int.Parse(headers.AsSpan(at + 16).ToString().Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
            while (have < head + 4 + length) have += await ReceiveAsync(socket, buffer, have);

            return length;
        }

        while (!buffer.AsSpan(head + 2, have - head - 2).EndsWith("\r\n0\r\n\r\n"u8)) have += await ReceiveAsync(socket, buffer, have);

        return have - head - 4;
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer, int have)
    {
        var read = await socket.ReceiveAsync(buffer.AsMemory(have));

        return read > 0 ? read : throw new IOException("the connection was closed");
    }
}
