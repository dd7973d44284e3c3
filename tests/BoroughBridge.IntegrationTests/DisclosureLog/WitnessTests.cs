using System.Diagnostics.Metrics;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Witnessing;
using BoroughBridge.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>tlog-witness and tlog-cosignature between two logs: what is co-signed, what never is, and what it does to disclosures.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class WitnessTests(DatabaseKind kind)
{
    private const string WitnessName = "witness.example/log";
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestLog log = null!;
    private TestLog other = null!;
    private LogOptions witnessOptions = null!;
    private Witness witness = null!;

    [SetUp]
    public async Task StartAsync()
    {
        log = await TestLog.NewAsync(kind);
        other = await TestLog.NewAsync(kind);
        witnessOptions = new() { Origin = WitnessName, KeyFile = other.KeyFile };
        witness = new(other.Database, witnessOptions, Peers(log.Options.Origin, log.KeyFile), clock);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await log.DisposeAsync();
        await other.DisposeAsync();
    }

    [Test]
    public async Task A_log_that_grows_is_cosigned_each_time_in_the_form_of_the_text()
    {
        long old = 0;
        foreach (var more in (int[])[0, 1, 5, 0, 300])
        {
            await FillAsync(log, more);
            var signed = await log.Checkpoints(clock).SignAsync(default);

            var answer = await AddAsync(old, signed);

            Assert.That(answer.Status, Is.EqualTo(WitnessStatus.Cosigned), $"{old} to {signed.Checkpoint.Size}");
            Assert.That(SignedNote.TryRead(signed.Note + answer.Line, out var text, out var lines));
            var key = LogKey.Load(other.KeyFile).PublicKey;
            Assert.That(Cosignature.Verify(lines[^1], text, WitnessName, key), Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds())));
            Assert.That(Cosignature.Verify(lines[^1], text + "more\n", WitnessName, key), Is.Null);
            Assert.That(lines[^1].KeyId, Is.EqualTo(SignedNote.KeyId(WitnessName, 4, key)).And.Not.EqualTo(SignedNote.KeyId(WitnessName, 1, key)));
            old = signed.Checkpoint.Size;
        }
    }

    [Test]
    public async Task What_does_not_follow_from_the_last_is_refused_with_the_codes_of_the_text()
    {
        await FillAsync(log, 3);
        var first = await log.Checkpoints().SignAsync(default);
        await AddAsync(0, first);
        await FillAsync(log, 4);
        var second = await log.Checkpoints().SignAsync(default);
        var forger = Path.Combine(log.Folder, "forger.key");
        LogKey.Make(forger);
        var fork = second.Checkpoint with { Root = first.Checkpoint.Root };

        Assert.That(await AddAsync(0, second), Is.EqualTo(new WitnessAnswer(WitnessStatus.Conflict, Size: 3)), "it remembers more than it is told");
        Assert.That((await witness.AddCheckpointAsync(3, [], second.Note, default)).Status, Is.EqualTo(WitnessStatus.NotConsistent));
        Assert.That((await AddAsync(3, fork.Sign(LogKey.Load(log.KeyFile)), 7)).Status, Is.EqualTo(WitnessStatus.NotConsistent), "two histories");
        Assert.That((await witness.AddCheckpointAsync(3, [], (first.Checkpoint with { Root = second.Checkpoint.Root }).Sign(LogKey.Load(log.KeyFile)), default)).Status, Is.EqualTo(WitnessStatus.Conflict), "the same size twice");
        Assert.That((await AddAsync(3, second.Checkpoint.Sign(LogKey.Load(forger)), 7)).Status, Is.EqualTo(WitnessStatus.NotSigned));
        Assert.That((await AddAsync(3, (second.Checkpoint with { Origin = "unknown.example/log" }).Sign(LogKey.Load(log.KeyFile)), 7)).Status, Is.EqualTo(WitnessStatus.UnknownLog));
        Assert.That((await witness.AddCheckpointAsync(8, [], second.Note, default)).Status, Is.EqualTo(WitnessStatus.Malformed));
        Assert.That((await witness.AddCheckpointAsync(3, [], "nonsense", default)).Status, Is.EqualTo(WitnessStatus.Malformed));
        Assert.That((await AddAsync(3, second)).Status, Is.EqualTo(WitnessStatus.Cosigned));
        Assert.That((await witness.AddCheckpointAsync(3, [], first.Note, default)).Status, Is.EqualTo(WitnessStatus.Conflict), "never back");
    }

    [Test]
    public async Task Of_many_who_ask_at_once_the_memory_never_goes_back()
    {
        var notes = new List<SignedCheckpoint>();
        for (var i = 0; i < 6; i++)
        {
            await FillAsync(log, 2);
            notes.Add(await log.Checkpoints().SignAsync(default));
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            for (var i = 0; i < 12; i++)
            {
                var note = notes[random.Next(notes.Count)];
                var before = (await witness.LastAsync(log.Options.Origin, default))?.Size ?? 0;
                if (before <= note.Checkpoint.Size) await AddAsync(before, note);
                Assert.That((await witness.LastAsync(log.Options.Origin, default))?.Size ?? 0, Is.GreaterThanOrEqualTo(before));
            }
        })));
    }

    [Test]
    public async Task A_cosignature_counts_only_from_a_known_witness_over_this_log_and_an_old_one_is_no_news()
    {
        await FillAsync(log, 3);
        var signed = await log.Checkpoints(clock).SignAsync(default);
        var line = (await AddAsync(0, signed)).Line;
        var taken = Cosignatures();

        Assert.That(await taken.TakeAsync(signed.Note, "x", default), Is.EqualTo(Taken.NothingNew));
        Assert.That(await taken.TakeAsync(signed.Note + Cosignature.Sign("other\n", WitnessName, LogKey.Load(other.KeyFile), clock.GetUtcNow()), "x", default), Is.EqualTo(Taken.NothingNew));
        Assert.That(await taken.TakeAsync("a\n1\nAAAA\n\n" + line, "x", default), Is.EqualTo(Taken.NotOurs));
        Assert.That(await taken.HeardAsync(default), Is.Empty);
        Assert.That(await taken.TakeAsync(signed.Note + line, "x", default), Is.EqualTo(Taken.Counted));
        var heard = (await taken.HeardAsync(default))[WitnessName];
        clock.Advance(TimeSpan.FromHours(3));
        await taken.TakeAsync(signed.Note + line, "x", default);

        Assert.That((await taken.HeardAsync(default))[WitnessName], Is.EqualTo(heard));
        Assert.That((await log.Checkpoints().LatestAsync(default)).Note, Is.EqualTo(signed.Note + line), "it is served with the checkpoint");
    }

    [TestCase(24, true, TestName = "Without_a_witness_an_alarm_after_a_quarter_of_an_hour_and_no_disclosure_after_a_day")]
    [TestCase(0, false, TestName = "Without_a_witness_disclosures_go_on_where_the_agreement_says_so")]
    public async Task Unwitnessed(int stopHours, bool stops)
    {
        var options = log.Options;
        options.Witnessing.StopHours = stopHours;
        var alarms = Alarms();
        await using var writer = new LogWriter(log.Database, options, TimeProvider.System, alarms: alarms);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var signed = await log.Checkpoints(clock).SignAsync(default);
        var judge = new WitnessJudge(Cosignatures(), Peers(WitnessName, other.KeyFile), alarms, options, clock);

        await judge.JudgeAsync(default);
        Assert.That(alarms.Standing, Is.Empty);
        clock.Advance(TimeSpan.FromMinutes(15));
        await judge.JudgeAsync(default);
        Assert.That(alarms.Standing.Select(alarm => (alarm.Name, alarm.Code)), Is.EqualTo(new[] { ("log-unwitnessed", "no-witness") }));
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);

        clock.Advance(TimeSpan.FromHours(23.75));
        await judge.JudgeAsync(default);
        if (stops)
        {
            Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default))!.Code, Is.EqualTo("log-unwitnessed"));
            Assert.ThrowsAsync<LogUnavailableException>(() => log.Database.InTransactionAsync(t => writer.AppendAsync(TestLog.Entry(Ids.New(), "recipient"), t, default), default));
        }
        else
        {
            await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);
        }

        await writer.AppendAsync(TestLog.Entry(Ids.New(), "authz"), default);
        await Cosignatures().TakeAsync(signed.Note + (await AddAsync(0, signed)).Line, "x", default);
        await judge.JudgeAsync(default);
        Assert.That(alarms.Standing, Is.Empty);
        await writer.AppendAsync(TestLog.Entry(Ids.New(), "source"), default);
    }

    [Test]
    public async Task A_log_put_back_is_shown_its_own_word_raises_an_alarm_and_discloses_no_more()
    {
        await FillAsync(log, 5);
        var later = await log.Checkpoints(clock).SignAsync(default);
        await using var restored = await TestLog.NewAsync(kind);
        File.Copy(log.KeyFile, restored.KeyFile, overwrite: true);
        await FillAsync(restored, 3);
        await restored.Checkpoints(clock).SignAsync(default);
        var alarms = Alarms();
        var cosignatures = new Cosignatures(restored.Database, restored.Options, Peers(WitnessName, other.KeyFile), new LogTiles(restored.Database), clock);
        var judge = new WitnessJudge(cosignatures, Peers(WitnessName, other.KeyFile), alarms, restored.Options, clock);

        Assert.That(await cosignatures.TakeAsync(later.Note, "tower-hamlets", default), Is.EqualTo(Taken.Disagrees));
        await judge.JudgeAsync(default);

        Assert.That(alarms.StopCode, Is.EqualTo("log-disagreement"));
        Assert.That(alarms.Standing.Select(alarm => alarm.Name), Does.Contain("log-disagreement"));
        var goesOn = restored.Options;
        goesOn.Witnessing.StopOnDisagreement = false;
        await new WitnessJudge(cosignatures, Peers(WitnessName, other.KeyFile), alarms, goesOn, clock).JudgeAsync(default);
        Assert.That(alarms.StopCode, Is.Null, "the agreement says so; the alarm stands");
        Assert.That(alarms.Standing.Select(alarm => alarm.Name), Does.Contain("log-disagreement"));
    }

    [TestCase("old 3\nAAAA\n\nnote\n")]
    [TestCase("old 03\n\nnote\n")]
    [TestCase("old -1\n\nnote\n")]
    [TestCase("new 3\n\nnote\n")]
    [TestCase("old 3\n")]
    [TestCase("")]
    public void A_body_of_another_form_is_no_request(string body) => Assert.That(WitnessEndpoints.TryRead(body, out _, out _, out _), Is.False);

    [Test]
    public void The_body_of_the_text_is_read()
    {
        Assert.That(WitnessEndpoints.TryRead("old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\nexample.com/x\n1\nA\n\n\u2014 a b\n", out var old, out var proof, out var note));
        Assert.That((old, proof.Count, note), Is.EqualTo((20852014L, 1, "example.com/x\n1\nA\n\n\u2014 a b\n")));
    }

    private static PeerLogs Peers(string origin, string keyFile) =>
        new([new("peer", origin, LogKey.Load(keyFile).PublicKey, new Uri("https://peer.example/"))], new HttpClient());

    private Cosignatures Cosignatures() => new(log.Database, log.Options, Peers(WitnessName, other.KeyFile), new LogTiles(log.Database), clock);

    private LogAlarms Alarms()
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        return new(clock, NullLogger<LogAlarms>.Instance, services.GetRequiredService<IMeterFactory>());
    }

    private Task<WitnessAnswer> AddAsync(long old, SignedCheckpoint signed) => AddAsync(old, signed.Note, signed.Checkpoint.Size);

    private async Task<WitnessAnswer> AddAsync(long old, string note, long size) =>
        await witness.AddCheckpointAsync(old, await new LogTiles(log.Database).ConsistencyAsync(old, size, default), note, default);

    private static async Task FillAsync(TestLog to, int count)
    {
        await using var writer = new LogWriter(to.Database, to.Options, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => writer.AppendAsync(TestLog.Entry(Ids.New()), default)));
    }
}
