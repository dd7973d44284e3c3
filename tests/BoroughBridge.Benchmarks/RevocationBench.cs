using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Benchmarks;

/// <summary>From the moment a holder's desk has ended an allocation until a read of the child is refused, asked again and again without a pause.</summary>
internal static class RevocationBench
{
    private const int Times = 40;
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    public static async Task<Report> RunAsync()
    {
        await using var bridge = await RunningDemonstration.StartAsync(services: true);
        var facts = new BridgeFacts(bridge);
        using var holder = Installation.At(bridge.Data).Holding("islington");
        var token = await bridge.TokenAsync("iro.unallocated");
        var child = (await facts.ChildAsync("iro.th1"), Staff: Staff.Find(Installation.At(bridge.Data), "iro.unallocated", null));
        Console.WriteLine($"{Times} allocations of one child made and ended at once; RabbitMQ and PostgreSQL");

        var (made, ended, refused) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var id = (await holder.PostAsync<JsonElement>("operator/allocations", new
            {
                childRef = child.Item1,
                iro = new { issuer = child.Staff.Issuer, subject = child.Staff.Subject },
                employer = child.Staff.Authority,
                from = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime),
            }, default)).GetProperty("allocationId").GetString();
            await UntilAsync(bridge, token, child.Item1, HttpStatusCode.OK);
            made.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

            began = Stopwatch.GetTimestamp();
            await holder.PostAsync<JsonElement>($"operator/allocations/{id}/end", new { lastDay = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime), immediately = true, reason = "other" }, default);
            ended.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            await UntilAsync(bridge, token, child.Item1, HttpStatusCode.NotFound);
            refused.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var report = new Report("revocation", "what", "times", "p50 ms", "p99 ms");
        Add("proposed until readable", made);
        Add("the desk's own act of ending", ended);
        Add("ended until refused", refused);

        return report;

        void Add(string what, List<double> took)
        {
            var latencies = new Latencies(took);
            report.Add(what, Times, latencies.At(0.5), latencies.At(0.99));
        }
    }

    private static async Task UntilAsync(RunningDemonstration bridge, string token, string child, HttpStatusCode wanted)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var (status, _, answer) = await bridge.FhirAsync(token, $"Patient/{child}");
            answer.Dispose();
            if (status == wanted) return;
            if (Stopwatch.GetElapsedTime(since) > AtMost) throw new TimeoutException($"answered {(int)status}, waited for {(int)wanted}");
        }
    }
}
