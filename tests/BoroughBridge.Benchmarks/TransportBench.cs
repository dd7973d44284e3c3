using System.Net;

namespace BoroughBridge.Benchmarks;

/// <summary>The same authorised read by each profile, beside a bare nginx proxy of the same bytes: a small resource, and the largest document there is.</summary>
internal static class TransportBench
{
    private const int Wanted = 2048;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task<Report> RunAsync()
    {
        await using var bridge = await RunningDemonstration.StartAsync(services: true);
        var facts = new BridgeFacts(bridge);
        Console.WriteLine($"Islington direct, Tower Hamlets brokered; RabbitMQ and PostgreSQL; {Measured.TotalSeconds:0} s a line after {Warm.TotalSeconds:0} s of warming");
        var report = new Report("transport", "profile", "bytes", "connections", "bridge req/s", "p50 ms", "p99 ms", "nginx req/s", "nginx p50 ms", "ratio");
        foreach (var (profile, login) in new[] { ("direct", "iro.th1"), ("brokered", "iro.isl1") })
        {
            var read = await ReadAsync(bridge, facts, login);
            foreach (var (path, body) in new[] { read.MinBy(one => Math.Abs(one.Body.Length - Wanted)), read.MaxBy(one => one.Body.Length) })
            {
                await using var proxy = await NginxProxy.StartAsync(body);
                foreach (var connections in (int[])[1, 8, 32])
                {
                    var floor = await new HttpLoad(proxy.Url, null).RunAsync(connections, Warm, Measured);
                    var through = await new HttpLoad(new Uri(bridge.Client.BaseAddress!, "/fhir/" + path), await bridge.TokenAsync(login)).RunAsync(connections, Warm, Measured);
                    report.Add(
                        profile, body.Length, connections, through.PerSecond, through.Latencies.At(0.5), through.Latencies.At(0.99), floor.PerSecond, floor.Latencies.At(0.5),
                        through.PerSecond / floor.PerSecond);
                }
            }
        }

        return report;
    }

    private static async Task<IReadOnlyList<(string Path, byte[] Body)>> ReadAsync(RunningDemonstration bridge, BridgeFacts facts, string login)
    {
        var token = await bridge.TokenAsync(login);
        var read = new List<(string Path, byte[] Body)>();
        foreach (var path in (await facts.ReadableAsync(login)).Take(60))
        {
            var (status, body, answer) = await bridge.FhirAsync(token, path);
            answer.Dispose();
            if (status == HttpStatusCode.OK) read.Add((path, body));
        }

        return read;
    }
}
