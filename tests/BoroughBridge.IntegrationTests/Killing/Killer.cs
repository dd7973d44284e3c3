using System.Diagnostics;
using BoroughBridge.IntegrationTests.Sites;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Killing;

/// <summary>
/// Three lives are ended over and over, each by its own loop: two holders and routing, mostly in the midst of work, now and then while they start. Every
/// twentieth kill takes the broker or the database instead, with all that depend on it.
/// </summary>
internal sealed class Killer(Site site, Load load, int kills, int seed)
{
    private readonly SemaphoreSlim servers = new(1);
    private readonly Dictionary<string, int> killed = [];
    private int done;

    public async Task RunAsync()
    {
        var from = Stopwatch.GetTimestamp();
        await Task.WhenAll(LoopAsync(site.Islington, 11), LoopAsync(site.TowerHamlets, 12), LoopAsync(site.Routing, 13));
        TestContext.Out.WriteLine($"{done} kills in {Stopwatch.GetElapsedTime(from).TotalSeconds:0} s: {string.Join(", ", killed.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
    }

    private async Task LoopAsync(RoleProcess process, int which)
    {
#pragma warning disable RS0030 // the seed is given: the run can be repeated
        var random = new Random(seed + which);
#pragma warning restore RS0030
        for (int number; (number = Interlocked.Increment(ref done)) <= kills;)
        {
            if (number % 20 == 0)
            {
                await KillServerAsync(number % 40 == 0, random);
                continue;
            }

            if (random.Next(5) > 0 && await process.ReadyAsync(30)) await WorkAsync(process, random.Next(1, 10));
            await Task.Delay(random.Next(100));
            await process.KillAsync();
            Count(process.Name);
            process.Start();
        }

        Interlocked.Decrement(ref done);
    }

    /// <summary>Until so many more changes were taken: by the holder, or for routing by any; or the process has ended, or the other ends are down too long.</summary>
    private async Task WorkAsync(RoleProcess process, int changes)
    {
        var from = Stopwatch.GetTimestamp();
        var before = Taken();
        while (process.IsRunning && Taken() - before < changes && Stopwatch.GetElapsedTime(from).TotalSeconds < 5) await Task.Delay(10);

        int Taken() => process == site.Routing ? load.Changed(site.Islington.Name) + load.Changed(site.TowerHamlets.Name) : load.Changed(process.Name);
    }

    private async Task KillServerAsync(bool broker, Random random)
    {
        await servers.WaitAsync();
        try
        {
            Count(broker ? "broker" : "database");
            if (broker)
            {
                await site.Rabbit.KillAsync();
                await Task.Delay(random.Next(500));
                await site.Rabbit.StartAsync();
            }
            else
            {
                await site.Postgres.KillAsync();
                await Task.Delay(random.Next(500));
                await site.Postgres.StartAsync();
            }
        }
        finally
        {
            servers.Release();
        }
    }

    private void Count(string what)
    {
        lock (killed) killed[what] = killed.GetValueOrDefault(what) + 1;
    }
}
