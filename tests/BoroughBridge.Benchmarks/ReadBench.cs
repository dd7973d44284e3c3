using System.Net;

namespace BoroughBridge.Benchmarks;

/// <summary>An authorised GET, logged durably on both sides, through both of them, beside the same bytes served bare in the same run.</summary>
internal static class ReadBench
{
    private const int Wanted = 2048;
    private static readonly TimeSpan Compiling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    public static async Task<Report> RunAsync()
    {
        await using var bridge = await RunningDemonstration.StartAsync(services: true);
        var facts = new BridgeFacts(bridge);
        await facts.AtRestAsync();
        var (path, body) = await NearestAsync(bridge, facts);
        Console.WriteLine($"GET /fhir/{path.Split('/')[0]}/…, {body.Length} bytes; RabbitMQ and PostgreSQL; {Measured.TotalSeconds:0} s a line, after {Compiling.TotalSeconds:0} s of reading");

        // A read passes through far more code than the floor does, and is measured when all of it has been compiled for good.
        await new HttpLoad(new Uri(bridge.Client.BaseAddress!, "/fhir/" + path), await bridge.TokenAsync("iro.th1")).RunAsync(32, TimeSpan.Zero, Compiling);

        await using var bare = await BareServer.StartAsync(facts.Options.Routing!.Database.ConnectionString!, body, TenPorts.Free());
        var report = new Report("read", "connections", "bridge req/s", "p50 ms", "p99 ms", "bare req/s", "bare p50 ms", "bare p99 ms", "ratio");
        foreach (var connections in (int[])[1, 8, 32])
        {
            var floor = await new HttpLoad(bare.Url, null).RunAsync(connections, Warm, Measured);
            var read = await new HttpLoad(new Uri(bridge.Client.BaseAddress!, "/fhir/" + path), await bridge.TokenAsync("iro.th1")).RunAsync(connections, Warm, Measured);
            report.Add(
                connections, read.PerSecond, read.Latencies.At(0.5), read.Latencies.At(0.99), floor.PerSecond, floor.Latencies.At(0.5), floor.Latencies.At(0.99), read.PerSecond / floor.PerSecond);
        }

        return report;
    }

    /// <summary>The readable resource whose size is nearest to 2 kB.</summary>
    private static async Task<(string Path, byte[] Body)> NearestAsync(RunningDemonstration bridge, BridgeFacts facts)
    {
        var token = await bridge.TokenAsync("iro.th1");
        var read = new List<(string Path, byte[] Body)>();
        foreach (var path in (await facts.ReadableAsync("iro.th1")).Take(60))
        {
            var (status, body, answer) = await bridge.FhirAsync(token, path);
            answer.Dispose();
            if (status == HttpStatusCode.OK) read.Add((path, body));
        }

        return read.MinBy(one => Math.Abs(one.Body.Length - Wanted));
    }
}
