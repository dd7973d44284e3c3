using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Benchmarks;

/// <summary>
/// From a change at the holder (the person index, by its operator's door) to the event applied in routing's index: many at once for the rate, one by one for the time.
/// The floor is the broker alone with bodies of the same size.
/// </summary>
internal static class EventsBench
{
    private const int Rounds = 60;
    private const int Paced = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private static readonly string Stream = StreamNames.FromHolder("tower-hamlets");

    public static async Task<Report> RunAsync()
    {
        await using var bridge = await RunningDemonstration.StartAsync(services: true);
        var facts = new BridgeFacts(bridge);
        await facts.AtRestAsync();
        await using var holder = new Database(facts.Options.Holdings.Single(one => one.Holding.Authority == "tower-hamlets").Holding.Database);
        await using var routing = new Database(facts.Options.Routing!.Database);
        using var desk = new OperatorSocket("tower-hamlets", Path.Combine(bridge.Data, "tower-hamlets"));
        var persons = await AllocatedAsync(desk);

        await BurstAsync(desk, persons, holder, routing, Rounds / 4);
        var (count, seconds, appended) = await BurstAsync(desk, persons, holder, routing, Rounds);
        var latencies = await PacedAsync(desk, persons, holder, routing);

        await using var connection = await holder.OpenAsync(default);
        var bytes = await connection.ExecuteScalarAsync<int>("SELECT AVG(LENGTH(entry)) FROM stream_entries WHERE stream = @Stream", new { Stream });
        var raw = await new RawBroker(facts.Options.Routing.Authorities["tower-hamlets"].Broker!, bytes).RunAsync(20_000, Paced, Every);

        Console.WriteLine($"{count} events of {bytes} bytes on average; the holder's own appending took {appended:0.0} s of {seconds:0.0} s");
        var report = new Report("events", "path", "per second", "p50 ms", "p99 ms", "ratio");
        report.Add("source change to applied in routing", count / seconds, latencies.At(0.5), latencies.At(0.99), count / seconds / raw.PerSecond);
        report.Add("RabbitMQ.Client, confirms, quorum queue", raw.PerSecond, raw.Latencies.At(0.5), raw.Latencies.At(0.99), 1.0);

        return report;
    }

    private static async Task<(long Count, double Seconds, double Appended)> BurstAsync(OperatorSocket desk, IReadOnlyList<HeldChild> persons, Database holder, Database routing, int rounds)
    {
        var before = await HeadAsync(holder);
        var from = Stopwatch.GetTimestamp();
        for (var i = 0; i < rounds; i++) await ChangeAsync(desk, persons);
        var appended = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var head = await HeadAsync(holder);
        await Until.TrueAsync(async () => await AppliedAsync(routing) >= head, 120);

        return (head - before, Stopwatch.GetElapsedTime(from).TotalSeconds, appended);
    }

    private static async Task<Latencies> PacedAsync(OperatorSocket desk, IReadOnlyList<HeldChild> persons, Database holder, Database routing)
    {
        var times = new List<double>();
        await using var connection = await routing.OpenAsync(default);
        for (var i = 0; i < Paced; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await ChangeAsync(desk, [persons[i % persons.Count]]);
            var head = await HeadAsync(holder);
            while (await connection.ExecuteScalarAsync<long>("SELECT number FROM stream_position WHERE stream = @Stream", new { Stream }) < head) await Task.Yield();
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            await Task.Delay(Every);
        }

        return new(times);
    }

    private static Task<JsonElement> ChangeAsync(OperatorSocket desk, IReadOnlyList<HeldChild> persons) => desk.PostAsync<JsonElement>(
        "operator/children",
        persons.Select(person => new Dictionary<string, string>
        {
            ["ics_person_id"] = person.IcsPersonId,
            ["given"] = "Benchmarked",
            ["family"] = string.Create(CultureInfo.InvariantCulture, $"Child-{Stopwatch.GetTimestamp()}"),
        }),
        default);

    private static async Task<IReadOnlyList<HeldChild>> AllocatedAsync(OperatorSocket desk)
    {
        var allocated = (await desk.GetAsync<List<HeldAllocation>>("operator/allocations", default)).Select(allocation => allocation.ChildRef).ToHashSet();

        return [.. (await desk.GetAsync<List<HeldChild>>("operator/children", default)).Where(child => allocated.Contains(child.ChildRef))];
    }

    private static async Task<long> HeadAsync(Database holder)
    {
        await using var connection = await holder.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>("SELECT number FROM stream_head WHERE stream = @Stream", new { Stream });
    }

    private static async Task<long> AppliedAsync(Database routing)
    {
        await using var connection = await routing.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>("SELECT number FROM stream_position WHERE stream = @Stream", new { Stream });
    }
}
