using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Streams;

public sealed class BrokerWatchdogTests
{
    [Test]
    public async Task The_process_ends_when_the_bus_stays_unhealthy_while_the_broker_answers_and_not_while_it_is_away()
    {
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Sqlite);
        await using var way = new TcpFaultProxy(side.Vhost.Server.Amqp.Host, side.Vhost.Server.Amqp.Port);
        way.Refuse();
        var options = side.Vhost.OptionsAt("127.0.0.1", way.Port);
        using var never = new StreamQueueListener(side.Reader.Follow(side.Source), options, TimeProvider.System, NullLogger<StreamQueueListener>.Instance);
        var clock = new FakeTimeProvider();
        var ended = new TaskCompletionSource<int>();
        using var watchdog = new BrokerWatchdog(never, options, clock, NullLogger<BrokerWatchdog>.Instance, ended.SetResult);
        await watchdog.StartAsync(default);

        await StepAsync(clock, seconds: 3 * options.WatchdogSeconds, ended.Task);
        Assert.That(ended.Task.IsCompleted, Is.False, "the broker is away");

        way.Pass();
        await StepAsync(clock, seconds: 3 * options.WatchdogSeconds, ended.Task);
        Assert.That(await ended.Task, Is.EqualTo(BrokerWatchdog.ExitCode));
        await watchdog.StopAsync(default);
    }

    [Test]
    public async Task A_healthy_bus_is_left_alone()
    {
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Sqlite);
        var listener = await side.ListenerAsync();
        var clock = new FakeTimeProvider();
        var ended = new TaskCompletionSource<int>();
        using var watchdog = new BrokerWatchdog(listener, side.Vhost.Options, clock, NullLogger<BrokerWatchdog>.Instance, ended.SetResult);
        await watchdog.StartAsync(default);

        await StepAsync(clock, seconds: 60, ended.Task);

        Assert.That(ended.Task.IsCompleted, Is.False);
        await watchdog.StopAsync(default);
    }

    /// <summary>Moves the clock a second at a time, each time when the watchdog waits for it again.</summary>
    private static async Task StepAsync(FakeTimeProvider clock, int seconds, Task ended)
    {
        for (var i = 0; i < seconds && !ended.IsCompleted; i++)
        {
            await Until.TrueAsync(() => ended.IsCompleted || clock.Waiting > 0);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
