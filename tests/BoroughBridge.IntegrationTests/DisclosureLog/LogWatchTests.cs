using System.Diagnostics.Metrics;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>What is wrong with the log is an alarm within seconds, though nobody reads; and what it is about discloses nothing.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogWatchTests(DatabaseKind kind)
{
    [Test]
    public async Task A_lost_key_a_locked_table_and_a_cut_log_are_alarms_until_they_are_mended()
    {
        await using var log = await TestLog.NewAsync(kind);
        var alarms = Alarms();
        var writer = log.Writer();
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        using var watch = new LogWatch(writer, alarms, new LogReserve(log.Folder), log.Options, TimeProvider.System);
        await watch.StartAsync(default);

        File.Move(log.KeyFile, log.KeyFile + ".away");
        await StandsAsync("log-store", "log-key-missing");
        File.Move(log.KeyFile + ".away", log.KeyFile);
        await OverAsync();

        await using (var other = await log.Database.OpenAsync(default))
        {
            await other.ExecuteAsync(kind == DatabaseKind.Postgres ? "BEGIN; LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE" : "BEGIN IMMEDIATE");
            await StandsAsync("log-store", "not-writable");
            await other.ExecuteAsync("ROLLBACK");
        }

        await OverAsync();
        await log.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("DELETE FROM log_entries", transaction: t), default);
        await StandsAsync("log-store", "log-head-mismatch");
        await watch.StopAsync(default);

        Task StandsAsync(string name, string code) => Until.TrueAsync(() => alarms.Standing.Any(alarm => alarm.Name == name && alarm.Code == code), seconds: 60);
        Task OverAsync() => Until.TrueAsync(() => alarms.Standing.All(alarm => alarm.Name != "log-store"), seconds: 60);
    }

    [TestCase(5)]
    [TestCase(-5)]
    [TestCase(86_400)]
    public async Task While_the_clock_has_jumped_nothing_is_disclosed_and_everything_else_is_logged(int seconds)
    {
        await using var log = await TestLog.NewAsync(kind);
        var clock = new TwoClocks();
        await using var writer = new LogWriter(log.Database, log.Options, clock);
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);
        clock.Pass(TimeSpan.FromHours(3));
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);

        clock.Jump(TimeSpan.FromSeconds(seconds));

        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default))!.Code, Is.EqualTo("log-clock"));
        Assert.ThrowsAsync<LogUnavailableException>(() => log.Database.InTransactionAsync(t => writer.AppendAsync(TestLog.Entry(Ids.New(), "recipient"), t, default), default));
        Assert.That(writer.IsClockUnsteady());
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "authz"), default);
        clock.Pass(TimeSpan.FromSeconds(61));
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);
        Assert.That(await log.WholeAsync(), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task On_a_full_disk_the_reserve_is_given_up_so_that_the_alarm_can_be_written_and_is_held_again_when_there_is_room()
    {
        if (kind == DatabaseKind.Postgres) return; // The disk is not the database's.
        await using var disk = await SmallDisk.MountAsync(null);
        var reserve = new LogReserve(disk.Folder, size: 256 << 10, low: 128 << 10, full: 64 << 10);
        reserve.Hold();
        var held = Path.Combine(disk.Folder, "log-reserve");
        Assert.That(new FileInfo(held).Length, Is.EqualTo(256 << 10));
        Assert.That(reserve.Fault(), Is.Null);
        Fill(Path.Combine(disk.Folder, "filler"));
        Assert.That(() => File.WriteAllBytes(Path.Combine(disk.Folder, "operator.log"), new byte[100_000]), Throws.InstanceOf<IOException>(), "the disk is full");

        Alarms(reserve).Raise("log-write", "log-write");

        Assert.That(File.Exists(held), Is.False);
        File.WriteAllBytes(Path.Combine(disk.Folder, "operator.log"), new byte[100_000]);
        Assert.That(reserve.Fault(), Is.Not.Null);
        await disk.GrowAsync();
        reserve.Hold();
        Assert.That((File.Exists(held), reserve.Fault()), Is.EqualTo((true, (string?)null)));
    }

    private static void Fill(string file)
    {
        try
        {
            using var filler = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1);
            while (true) filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static LogAlarms Alarms(LogReserve? reserve = null)
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        return new(TimeProvider.System, NullLogger<LogAlarms>.Instance, services.GetRequiredService<IMeterFactory>(), reserve);
    }

    /// <summary>A wall clock that can jump, and the machine's own that cannot; timers are the system's.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private DateTimeOffset wall = System.GetUtcNow();
        private long own;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => wall;

        public override long GetTimestamp() => own;

        public void Pass(TimeSpan time)
        {
            wall += time;
            own += time.Ticks;
        }

        public void Jump(TimeSpan by) => wall += by;
    }
}
