using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>
/// "The broker killed and restarted twenty times under load: publishing and consuming resume within ten seconds each time, or the watchdog ends the
/// process and its supervisor brings it back; never stuck, never lost."
/// </summary>
public sealed class BrokerRestartTests
{
    // The load never stops for longer than it takes to be heard again: what is proved is that both ends go on, not how much can be piled up between two kills.
    private const int MostBehind = 3000;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BB_RESTARTS"), out var kills) ? kills : 20;
    private static readonly TimeSpan Resume = TimeSpan.FromSeconds(10);

    private readonly string[] children = [.. Enumerable.Range(0, 5).Select(_ => Ids.New())];

    [Test, CancelAfter(3_600_000)]
    public async Task A_broker_killed_again_and_again_under_load_loses_nothing_and_stops_nobody(CancellationToken ct)
    {
        await using var server = await TestServers.PrivateRabbitAsync();
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Postgres, server);
        using var life = new Life(side);
        await side.RelayAsync();
        await life.BeginAsync();
        using var loaded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var load = LoadAsync(side, loaded.Token);

        // RabbitMQ 3.10 forgets a quorum queue that was declared in the seconds before a kill.
        await Until.TrueAsync(async () => (await PublishedAsync(side)) > 300, seconds: 60);
        var (slowestPublish, slowestConsume, lives) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            await server.KillAsync();
            await server.StartAsync();
            var ready = TimeProvider.System.GetTimestamp();
            var (published, applied) = (await PublishedAsync(side), await AppliedAsync(side));
            await Until.TrueAsync(async () => await PublishedAsync(side) > published, Resume.TotalSeconds);
            slowestPublish = Longer(slowestPublish, ready);

            // Ten seconds for the bus to come back, or as long as the watchdog takes to end the process and a fresh one to start.
            while (await AppliedAsync(side) <= applied)
            {
                Assert.That(TimeProvider.System.GetElapsedTime(ready), Is.LessThan(life.Ended ? 4 * Resume : 3 * Resume), $"stuck after kill {kill + 1}");
                if (life.Ended)
                {
                    lives++;
                    await life.BeginAsync();
                }

                await Task.Delay(50, ct);
            }

            slowestConsume = Longer(slowestConsume, ready);
            await TestContext.Progress.WriteLineAsync(
                $"kill {kill + 1}: {await AppliedAsync(side)} applied of {await PublishedAsync(side)} published, {TimeProvider.System.GetElapsedTime(ready).TotalSeconds:F1} s");
        }

        await loaded.CancelAsync();
        await load;
        await EndAsync(side, life);
        await TestContext.Out.WriteLineAsync(
            $"{Kills} kills, {(await side.Reader.FactsAsync()).Count} events; slowest resume: publishing {slowestPublish.TotalSeconds:F1} s, consuming {slowestConsume.TotalSeconds:F1} s; {lives} ended by the watchdog");
    }

    /// <summary>All of it applied, by whichever life: the watchdog may end this one yet, after the last kill as after any.</summary>
    private static async Task EndAsync(BrokerSide side, Life life)
    {
        await Until.TrueAsync(
            async () =>
            {
                if (life.Ended) await life.BeginAsync();

                return await AppliedAsync(side) >= (await side.Publisher.Writer.StatusAsync(default)).Head;
            },
            seconds: 120);
        await side.AgreeAsync();
    }

    private async Task LoadAsync(BrokerSide side, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if ((await side.Publisher.Writer.StatusAsync(default)).Head - await AppliedAsync(side) < MostBehind) await side.Publisher.TellAsync([.. children, .. children]);
            await Task.Delay(40, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<long> PublishedAsync(BrokerSide side) => (await side.Publisher.Writer.StatusAsync(default)).Published;

    private static async Task<long> AppliedAsync(BrokerSide side) => (await side.Reader.Follow(side.Source).PositionAsync(default)).Number;

    private static TimeSpan Longer(TimeSpan slowest, long since)
    {
        var took = TimeProvider.System.GetElapsedTime(since);

        return took > slowest ? took : slowest;
    }

    /// <summary>What a process with a listener and a watchdog is: when the watchdog ends it, all of it is gone, and a supervisor begins another.</summary>
    private sealed class Life(BrokerSide side) : IDisposable
    {
        private StreamQueueListener? listener;
        private BrokerWatchdog? watchdog;
        private volatile bool ended;

        public bool Ended => ended;

        public async Task BeginAsync()
        {
            if (listener is not null) await side.StopAsync(listener);
            ended = false;
            var options = side.Vhost.Options;
            options.WatchdogSeconds = 10;
            listener = await side.ListenerAsync(options, untilHealthy: false);
            watchdog?.Dispose();
            watchdog = new BrokerWatchdog(listener, options, TimeProvider.System, NullLogger<BrokerWatchdog>.Instance, _ => ended = true);
            await watchdog.StartAsync(default);
        }

        public void Dispose() => watchdog?.Dispose();
    }
}
