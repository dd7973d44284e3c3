using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Holding;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.IntegrationTests.Sites;
using BoroughBridge.IntegrationTests.Streams;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Killing;

/// <summary>
/// "A kill -9 between any two statements of the write path", one test for each part of it, each statement in turn: the process is cut off from its database and
/// broker before its n-th statement is sent, or before the answer is heard, for n from 1 until nothing is left to cut; then another life begins.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EveryStatementTests
{
    private const int MostSteps = 200;
    private static readonly DateOnly Today = London.DayOf(TimeProvider.System.GetUtcNow());

    private readonly CutPoint cut = new();

    [Test, CancelAfter(600_000)]
    public async Task A_holder_cut_off_at_any_statement_has_changed_record_stream_and_log_together_or_not_at_all()
    {
        var database = await TestDatabases.NewAsync(DatabaseKind.Postgres);
        var direct = database.Options;
        var (way, through) = Way(direct);
        await using var _ = way;
        await using var holding = await TestHolding.StartAsync(database, options => options.Database = through);

        var steps = 0;
        var happened = true;
        while (happened && steps++ < MostSteps)
        {
            // Unknown to the stream as yet: the proposal introduces her, tells what is known, and is logged.
            var child = await holding.Intake.PutPersonAsync(TestRecords.Wren($"P-{steps}"), default);
            var request = new AllocationRequest { ChildRef = child, Iro = holding.Iro(), Employer = "tower-hamlets", From = Today };
            cut.At(steps);
            await TriedAsync(() => holding.Desk.ProposeAsync(request, "test", default));
            happened = cut.Happened;
            await AllOrNothingAsync(holding, steps);

            await holding.RestartAsync(cut.Heal);
            await holding.Desk.ProposeAsync(request, "test", default);
            Assert.That(await holding.ToldAsync(child), Is.EqualTo(new[] { "child.identity-changed", "allocation.proposed" }), $"tried again after statement {steps}");
        }

        await AllOrNothingAsync(holding, steps);
        Report(steps);
    }

    [Test, CancelAfter(600_000)]
    public async Task A_relay_cut_off_at_any_statement_or_frame_skips_nothing(CancellationToken ct)
    {
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Postgres);
        await MoveLedger.PutAsync(side.Reader.Database);
        await side.ListenerAsync();
        side.OnlyByBroker();

        var dead = new List<Task>();
        var steps = 0;
        var happened = true;
        while (happened && steps++ < MostSteps)
        {
            var (way, through) = Way(side.Publisher.Options);
            await using var wayToBroker = WayTo(side.Vhost);
            await using var wayToDatabase = way;
            await using var database = new Database(through);
            var writer = new StreamWriter(database, side.Publisher.Writer.Stream, TimeProvider.System);
            var relay = await side.StartAsync(new StreamRelay(
                database, writer, side.Vhost.OptionsAt("127.0.0.1", wayToBroker.Port), TimeProvider.System, NullLogger<StreamRelay>.Instance));
            var before = await side.Publisher.TellAsync(Ids.New());
            await Until.TrueAsync(() => PublishedAsync(side, before.Streamnumber), seconds: 30);

            cut.At(steps);
            var child = Ids.New();
            var told = await side.Publisher.TellAsync([child, child, child]);
            await Until.TrueAsync(async () => cut.Happened || await PublishedAsync(side, told[^1].Streamnumber), seconds: 30);
            happened = cut.Happened;

            dead.Add(side.StopAsync(relay));
            var next = await side.RelayAsync();
            await side.AgreeAsync();
            await Until.TrueAsync(() => PublishedAsync(side, told[^1].Streamnumber), seconds: 30);
            await side.StopAsync(next);
            await Task.WhenAll(dead).WaitAsync(ct);
            cut.Heal();
        }

        await FollowsAsync(side);
        Report(steps);
    }

    [Test, CancelAfter(600_000)]
    public async Task A_reader_cut_off_at_any_statement_or_frame_loses_nothing_and_applies_nothing_twice(CancellationToken ct)
    {
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Postgres);
        await MoveLedger.PutAsync(side.Reader.Database);
        await side.RelayAsync();
        side.OnlyByBroker();

        var dead = new List<Task>();
        var steps = 0;
        var happened = true;
        while (happened && steps++ < MostSteps)
        {
            var (way, through) = Way(side.Reader.Options);
            await using var wayToBroker = WayTo(side.Vhost);
            await using var wayToDatabase = way;
            await using var database = new Database(through);
            var listener = await side.StartAsync(new StreamQueueListener(
                side.Reader.Follow(side.Source, database), side.Vhost.OptionsAt("127.0.0.1", wayToBroker.Port), TimeProvider.System, NullLogger<StreamQueueListener>.Instance));
            await Until.TrueAsync(() => listener.IsHealthy, seconds: 30);

            cut.At(steps);
            var child = Ids.New();
            await side.Publisher.TellAsync([child, child, child]);
            await Until.TrueAsync(() => cut.Happened || wayToBroker.Acknowledged >= 3, seconds: 60);
            happened = cut.Happened;

            dead.Add(side.StopAsync(listener));
            var next = await side.ListenerAsync();
            await side.AgreeAsync();
            dead.Add(side.StopAsync(next));
            if (!happened) break;
            cut.Heal();
        }

        await Task.WhenAll(dead).WaitAsync(ct);
        await FollowsAsync(side);
        Report(steps);
    }

    /// <summary>Everything told is applied, and every move of the position follows the one before: each number once, in order.</summary>
    private static async Task FollowsAsync(BrokerSide side)
    {
        await side.Reader.MustAgreeWith(side.Publisher);
        var stream = side.Publisher.Writer.Stream;
        var ends = await StreamEnds.ReadAsync(side.Publisher.Database, side.Reader.Database, stream);
        Assert.That((ends.AreLevel, ends.Parked), Is.EqualTo((true, 0)));
        var moves = await MoveLedger.ReadAsync(side.Reader.Database, stream);
        for (var i = 1; i < moves.Count; i++)
        {
            Assert.That((moves[i].FromEpoch, moves[i].From), Is.EqualTo((moves[i - 1].ToEpoch, moves[i - 1].To)));
            Assert.That(moves[i].To, Is.GreaterThan(moves[i].From));
        }
    }

    /// <summary>From the database itself: numbers without a gap, and as many proposals in the store, the stream and the log.</summary>
    private static async Task AllOrNothingAsync(TestHolding holding, int step)
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);
        var (head, entries, highest) = await connection.QuerySingleAsync<(long, long, long)>(
            "SELECT COALESCE((SELECT number FROM stream_head), 0), (SELECT COUNT(*) FROM stream_entries), (SELECT COALESCE(MAX(number), 0) FROM stream_entries)");
        Assert.That((entries, highest), Is.EqualTo((head, head)), $"cut at {step}: numbers");

        var (stored, introduced) = await connection.QuerySingleAsync<(long, long)>(
            "SELECT (SELECT COUNT(*) FROM allocations), (SELECT COUNT(*) FROM children WHERE introduced IS NOT NULL)");
        var told = (await holding.ToldAsync()).CountBy(type => type).ToDictionary();
        var logged = (await holding.LogAsync()).Count(entry => entry is { Kind: "allocation", Outcome: "proposed" });
        Assert.That((introduced, told.GetValueOrDefault("child.identity-changed"), told.GetValueOrDefault("allocation.proposed"), logged),
            Is.EqualTo((stored, (int)stored, (int)stored, (int)stored)), $"cut at {step}: store, stream and log");
    }

    private (CutProxy Way, DatabaseOptions Through) Way(DatabaseOptions direct)
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(direct.ConnectionString);
        var way = new CutProxy(cut, Carried.Postgres, connection.Host!, connection.Port);
        (connection.Host, connection.Port, connection.SslMode, connection.GssEncryptionMode) = ("127.0.0.1", way.Port, Npgsql.SslMode.Disable, Npgsql.GssEncryptionMode.Disable);

        return (way, new DatabaseOptions { Kind = direct.Kind, ConnectionString = connection.ToString() });
    }

    private CutProxy WayTo(TestVhost vhost) => new(cut, Carried.Amqp, vhost.Server.Amqp.Host, vhost.Server.Amqp.Port);

    /// <summary>What it was doing ends as it may: only its servers say what it has done.</summary>
    private static async Task TriedAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            await TestContext.Out.WriteLineAsync($"ended with {exception.GetType().Name}");
        }
    }

    private static async Task<bool> PublishedAsync(BrokerSide side, long number) => (await side.Publisher.Writer.StatusAsync(default)).Published >= number;

    private static void Report(int steps)
    {
        Assert.That(steps, Is.InRange(5, MostSteps), "every statement was cut once, and there were some");
        TestContext.Out.WriteLine($"cut at each of {steps - 1} statements, answers and frames");
    }
}
