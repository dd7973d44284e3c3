using System.Diagnostics;
using System.Text;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.EndToEnd;
using Dapper;
using Npgsql;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>
/// The canary: one invented child, unmistakable in every field, put down every path of the running bridge. Then every place outside the holder's own sealed store is
/// searched for any piece of it (decision 1); and each search is seen to find what is there.
/// </summary>
[TestFixture(false, TestName = "Embedded")]
[TestFixture(true, TestName = "RabbitMQ and PostgreSQL")]
[NonParallelizable]
public sealed class CanaryTests(bool services)
{
    private RunningDemonstration bridge = null!;
    private DemonstrationFacts facts = null!;
    private readonly CanaryKept kept = new();
    private CanaryRecords records = null!;
    private CanaryBroker? broker;

    [OneTimeSetUp]
    public async Task PutDownEveryPathAsync()
    {
        bridge = await RunningDemonstration.StartAsync(services, TwoScansOfItsOwn);
        facts = new(bridge);
        records = new(bridge, facts, kept);
        var callers = new CanaryCallers(bridge, facts, records, kept);
        broker = services ? await CanaryBroker.ListenAsync(bridge, facts) : null;

        await TestContext.Progress.WriteLineAsync($"ready after {bridge.SecondsToReady:0} s");
        foreach (var path in (Func<Task>[])[records.ImportPaperAsync, records.ImportElectronicAsync, records.PaperIsDecidedAsync, callers.ReadAsync, callers.BrowseAsync, callers.MistakeAsync])
        {
            var from = Stopwatch.GetTimestamp();
            await path();
            await TestContext.Progress.WriteLineAsync($"{path.Method.Name}: {Stopwatch.GetElapsedTime(from).TotalSeconds:0} s");
        }
    }

    /// <summary>All of the demonstration's scans but two count as submitted before: hers need not wait behind them. One of those must be filed for it to be ready.</summary>
    private static void TwoScansOfItsOwn(string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "stand-ins", "scans")).FullName;
        foreach (var scan in Enumerable.Range(2, 60).Where(scan => scan != 3))
        {
            File.WriteAllBytes(Path.Combine(folder, $"scan-{scan:D3}.pdf"), []);
            File.WriteAllText(Path.Combine(folder, $"scan-{scan:D3}.pdf.submitted"), "");
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (broker is not null) await broker.DisposeAsync();
        if (bridge is not null) await bridge.DisposeAsync();
    }

    [Test, Order(1)]
    public async Task Nothing_of_the_child_is_anywhere_but_with_the_holder()
    {
        var found = new List<string>();
        foreach (var place in Places())
        {
            var hunt = new Hunt(place.Side == Side.Holder ? CanaryChild.Pieces.Except([CanaryChild.PersonId]) : CanaryChild.Pieces, kept.Documents);
            await place.SearchAsync(hunt);
            found.AddRange(hunt.Found);
            await TestContext.Out.WriteLineAsync($"{place.Name}: {hunt.Searched >> 10} KiB");
        }

        if (broker is not null) Assert.That(await broker.LeftAsync(), Is.Empty, "an honest run leaves nothing in an error queue");
        Assert.That(found, Is.Empty, string.Join('\n', found));
    }

    /// <summary>Only children with a proposal or an allocation are in the stream at all: of the silent child nobody but her holder has so much as a reference, until she is proposed.</summary>
    [Test, Order(2)]
    public async Task A_child_nobody_is_proposed_for_is_never_told_of()
    {
        var references = await records.SilentReferencesAsync();
        var found = new List<string>();
        foreach (var place in Places().Where(place => place.Side != Side.Holder))
        {
            var hunt = new Hunt(place.Elsewhere ? [.. SilentChild.Pieces, .. references] : SilentChild.Pieces, kept.SilentDocuments);
            await place.SearchAsync(hunt);
            found.AddRange(hunt.Found);
        }

        Assert.That(found, Is.Empty, string.Join('\n', found));

        // Those references are what would have been found.
        await records.ProposeTheSilentAsync();
        foreach (var place in Places().Where(place => place.Tells))
        {
            await Until.TrueAsync(
                async () =>
                {
                    var hunt = new Hunt(references);
                    await place.SearchAsync(hunt);

                    return hunt.Found.Count > 0;
                }, seconds: 60, place.Name);
        }
    }

    /// <summary>A holder that says too much: an event whose code is a sentence. It reaches routing, and is parked by number, type and code alone.</summary>
    [Test, Order(3)]
    public async Task What_a_holder_says_too_much_is_parked_and_nothing_of_it_kept()
    {
        await using var holder = facts.Open("islington");
        var stream = new BoroughBridge.Streams.StreamWriter(holder, StreamNames.FromHolder("islington"), TimeProvider.System);
        await holder.InTransactionAsync(
            transaction => stream.AppendAsync(new ChildCeasedToBeLookedAfter { ChildRef = records.Electronic, PeriodId = Contracts.Ids.New(), On = new(2026, 11, 1), Reason = $"{CanaryChild.Given} {CanaryChild.PlanText}" }, transaction, default), default);
        await Until.TrueAsync(async () => (await ParkedAsync()) == 1, seconds: 90);
        if (broker is not null)
        {
            await broker.PublishNonsenseAsync(StreamNames.Queue(StreamNames.FromHolder("tower-hamlets")), $"{{\"name\":\"{CanaryChild.Given} {CanaryChild.Family}\"}}");
            await Until.TrueAsync(async () => (await broker.LeftAsync()).Count == 1, seconds: 60);
        }

        var hunt = new Hunt(CanaryChild.Pieces);
        foreach (var place in Places().Where(place => place.Side == Side.Outside)) await place.SearchAsync(hunt);
        Assert.That(hunt.Found, Is.Empty, string.Join('\n', hunt.Found));
        if (broker is null) return;

        // The broker's own copies are what the holder and the stranger sent: there the hunt must find it. What was added on the way is clean.
        var left = (await broker.LeftAsync()).Single();
        Assert.That(Found(hunt => hunt.In("error queue", left.Payload)), Is.Not.Empty);
        Assert.That(Found(hunt => hunt.In("error queue's headers", left.Headers)), Is.Empty);
        Assert.That(left.Headers, Does.Contain("MT-Fault-"));
        Assert.That(Found(hunt =>
        {
            foreach (var message in broker.Passed) hunt.In("passed", message);
        }), Is.Not.Empty);
        Assert.That(Found(hunt => hunt.InFiles(Mnesia)), Is.Not.Empty);
        Assert.That(Found(hunt =>
        {
            foreach (var fault in broker.Faults) hunt.In("fault", fault);
        }), Is.Empty);
    }

    /// <summary>A hunt that finds nothing must be one that would have found something. Last, for what is planted in a database stays in its journal.</summary>
    [Test, Order(4)]
    public async Task Every_place_was_searched_and_a_piece_put_there_is_found()
    {
        foreach (var place in Places()) await place.SeesAsync(CanaryChild.Pieces);
    }

    private string Mnesia => Path.Combine(new DirectoryInfo(Path.Combine(bridge.Data, "services")).ResolveLinkTarget(true)?.FullName ?? Path.Combine(bridge.Data, "services"), "rabbitmq");

    private static IReadOnlyCollection<string> Found(Action<Hunt> search)
    {
        var hunt = new Hunt(CanaryChild.Pieces);
        search(hunt);

        return hunt.Found;
    }

    private async Task<long> ParkedAsync()
    {
        await using var routing = facts.Open("routing");
        await using var connection = await routing.OpenAsync(default);

        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM stream_parked");
    }

    private List<Place> Places()
    {
        var places = new List<Place>
        {
            Tables("routing", records.Electronic) with { Elsewhere = true, Tells = true },
            Tables("islington", records.Electronic) with { Side = Side.Holder },
            Tables("tower-hamlets", records.Paper) with { Side = Side.Holder },
            Stream("islington", records.Electronic),
            Stream("tower-hamlets", records.Paper),
            Place.Folder("routing's folder", Path.Combine(bridge.Data, "routing"), services ? "\"role\":\"routing\"" : records.Electronic) with { Elsewhere = true },
            Place.Folder("islington's database and folder", Path.Combine(bridge.Data, "islington"), services ? "\"role\":\"islington\"" : records.Electronic) with { Side = Side.Holder },
            Place.Folder("tower-hamlets's database and folder", Path.Combine(bridge.Data, "tower-hamlets"), services ? "\"role\":\"tower-hamlets\"" : records.Paper) with { Side = Side.Holder },
            Place.Texts("printed", () => [bridge.Said], "ready http"),
            Place.Texts("refusals, errors and headers", () => kept.Answers, "OperationOutcome"),
            Place.Texts("pages of refusal", () => kept.Answers, "There is nothing here for you"),
        };
        foreach (var role in (string[])["routing", "islington", "tower-hamlets"])
            places.Add(Place.Folder($"{role}'s operator log", Path.Combine(bridge.Data, role, "logs"), $"\"role\":\"{role}\"") with { Elsewhere = role == "routing" });
        foreach (var (offset, role) in ((int, string)[])[(0, "routing"), (1, "islington"), (2, "tower-hamlets")])
        {
            places.Add(new($"{role}'s metrics", hunt => AskAsync(hunt, offset, "/metrics"), "# TYPE") { Elsewhere = role == "routing" });
            places.Add(new($"{role}'s health", hunt => AskAsync(hunt, offset, "/health/ready"), "status") { Elsewhere = role == "routing" });
            var child = role == "tower-hamlets" ? records.Paper : records.Electronic;
            places.Add(new($"{role}'s disclosure log, exported", hunt => ExportAsync(hunt, role), child) { Elsewhere = role == "routing" });
        }

        places.Add(new("streams, reconciliation and ledger as operators see them", OperatorsAsync, "islington"));
        places.Add(Place.Folder("temporary files", bridge.Temporary, known: null));
        if (broker is not null)
        {
            places.Add(Place.Texts("broker, all that passed", () => broker.Passed.Select(message => Encoding.Latin1.GetString(message)), records.Electronic) with { Side = Side.Broker, Elsewhere = true, Tells = true });
            places.Add(Place.Folder("broker's folder", Mnesia, records.Electronic) with { Side = Side.Broker, Elsewhere = true });
            places.Add(Place.Folder("servers' folder", Path.GetDirectoryName(Mnesia)!, records.Electronic) with { Side = Side.Holder });
            places.Add(Place.Texts("PostgreSQL's own log", () => [File.ReadAllText(Path.Combine(Path.GetDirectoryName(Mnesia)!, "postgres", "server.log"))], "database system is ready"));
            places.Add(new("routing's database, dumped", async hunt => hunt.In("pg_dump", await DumpAsync()), records.Electronic) { Elsewhere = true, Tells = true, PlantAsync = text => PlantRowAsync("routing", text) });
        }

        return places;
    }

    private Place Tables(string role, string known) => new($"{role}'s tables", async hunt =>
    {
        await using var database = facts.Open(role);
        await hunt.InTablesAsync(role, database);
    }, known)
    {
        PlantAsync = text => PlantRowAsync(role, text),
    };

    /// <summary>What a holder has said to routing, whichever way it travels.</summary>
    private Place Stream(string holder, string known) => new($"{holder}'s stream", async hunt =>
    {
        await using var database = facts.Open(holder);
        await using var connection = await database.OpenAsync(default);
        foreach (var entry in await connection.QueryAsync<byte[]>("SELECT entry FROM stream_entries WHERE stream = @stream", new { stream = StreamNames.FromHolder(holder) }))
            hunt.In($"{holder}'s stream", entry);
    }, known)
    {
        Side = Side.Broker,
        Elsewhere = true,
        Tells = true,
    };

    private async Task<IAsyncDisposable> PlantRowAsync(string role, string text)
    {
        await ExecuteAsync("CREATE TABLE planted (text TEXT NOT NULL); INSERT INTO planted VALUES (@text)");

        return new Place.Undone(() => ExecuteAsync("DROP TABLE planted"));

        async Task ExecuteAsync(string sql)
        {
            await using var database = facts.Open(role);
            await database.InTransactionAsync(transaction => transaction.Connection!.ExecuteAsync(sql, new { text }, transaction), default);
        }
    }

    private async Task<string> DumpAsync()
    {
        var at = new NpgsqlConnectionStringBuilder(facts.Options.Routing!.Database.ConnectionString);

        return await ServicesShell.RunAsync(bridge.Data, $"PGPASSWORD=$BB_PG_PASSWORD_ROUTING \"$(PG_BIN)/pg_dump\" -h 127.0.0.1 -p {at.Port} -U routing routing");
    }

    private async Task AskAsync(Hunt hunt, int offset, string path) => hunt.In(path, await bridge.Client.GetStringAsync(new Uri($"http://localhost:{bridge.Port + offset}{path}")));

    private async Task ExportAsync(Hunt hunt, string role)
    {
        var folder = Directory.CreateTempSubdirectory("bb-log-").FullName;
        try
        {
            var (code, _, errors) = await bridge.VerbAsync(["log", "export", .. role == "routing" ? Array.Empty<string>() : ["--holder", role], "--out", folder]);
            Assert.That(code, Is.Zero, errors);
            hunt.InFiles(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task OperatorsAsync(Hunt hunt)
    {
        foreach (var verb in (string[][])[["stream", "status", "--json"], ["reconcile", "--json"], ["paper", "ledger", "--holder", "tower-hamlets", "--json"]])
        {
            var (_, output, errors) = await bridge.VerbAsync(verb);
            hunt.In(string.Join(' ', verb), output + errors);
        }
    }
}
