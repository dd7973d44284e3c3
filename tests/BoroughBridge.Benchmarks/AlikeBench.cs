using System.Diagnostics;
using BoroughBridge.Contracts;

namespace BoroughBridge.Benchmarks;

/// <summary>
/// Whether what is refused and what does not exist can be told apart by the time they take: as many of each, in random order, and the two-sided
/// Mann-Whitney test. A p under 0.01 says that they can.
/// </summary>
internal static class AlikeBench
{
    private static readonly int Each = int.TryParse(Environment.GetEnvironmentVariable("BB_ALIKE"), out var many) ? many : 10_000;

    public static async Task<Report> RunAsync()
    {
        await using var bridge = await RunningDemonstration.StartAsync(services: false);
        var refused = (await new BridgeFacts(bridge).ReadableAsync("iro.th1"))[0];
        var type = refused.Split('/')[0];
        var random = new Random(1);
        var times = new[] { new List<double>(), new List<double>() };
        var token = await bridge.TokenAsync("iro.unallocated");
        var renewed = Stopwatch.GetTimestamp();
        for (var i = 0; i < (2 * Each) + 200; i++)
        {
            if (Stopwatch.GetElapsedTime(renewed) > TimeSpan.FromMinutes(3))
            {
                token = await bridge.TokenAsync("iro.unallocated");
                renewed = Stopwatch.GetTimestamp();
            }

            var which = random.Next(2);
            if (times[which].Count == Each) which = 1 - which;
            if (times[which].Count == Each) break;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/" + (which == 0 ? refused : $"{type}/{Ids.New()}"));
            request.Headers.Authorization = new("Bearer", token);
            var began = Stopwatch.GetTimestamp();
            using var answer = await bridge.Client.SendAsync(request);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (answer.StatusCode != System.Net.HttpStatusCode.NotFound) throw new InvalidOperationException($"answered {(int)answer.StatusCode}");
            if (i >= 200) times[which].Add(took); // the first warm it
        }

        var p = MannWhitney(times[0], times[1]);
        var report = new Report("alike", "what", "requests", "p50 ms", "p99 ms", "p (two-sided)");
        report.Add("refused", times[0].Count, new Latencies(times[0]).At(0.5), new Latencies(times[0]).At(0.99), p);
        report.Add("absent", times[1].Count, new Latencies(times[1]).At(0.5), new Latencies(times[1]).At(0.99), p);

        return report;
    }

    /// <summary>Two-sided p of the rank-sum test, by its normal approximation with ties corrected.</summary>
    internal static double MannWhitney(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var all = one.Select(time => (Time: time, One: true)).Concat(other.Select(time => (Time: time, One: false))).OrderBy(pair => pair.Time).ToArray();
        double ranks = 0, ties = 0;
        for (var from = 0; from < all.Length;)
        {
            var to = from;
            while (to < all.Length && all[to].Time.Equals(all[from].Time)) to++;
            var rank = (from + 1 + to) / 2.0;
            ranks += rank * all[from..to].Count(pair => pair.One);
            ties += Math.Pow(to - from, 3) - (to - from);
            from = to;
        }

        double n = one.Count, m = other.Count, all2 = n + m;
        var u = ranks - (n * (n + 1) / 2);
        var sigma = Math.Sqrt(n * m / 12 * (all2 + 1 - (ties / (all2 * (all2 - 1)))));

        return Complement(Math.Abs(u - (n * m / 2)) / sigma / Math.Sqrt(2));
    }

    // erfc by Numerical Recipes 6.2, good to 1.2e-7.
    private static double Complement(double x)
    {
        var t = 1 / (1 + (x / 2));

        return t * Math.Exp((-x * x) - 1.26551223 + (t * (1.00002368 + (t * (0.37409196 + (t * (0.09678418 + (t * (-0.18628806 + (t * (0.27886807 + (t * (-1.13520398 + (t * (1.48851587 + (t * (-0.82215223 + (t * 0.17087277))))))))))))))))));
    }
}
