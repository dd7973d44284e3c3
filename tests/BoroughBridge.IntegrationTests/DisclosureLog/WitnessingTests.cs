using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Reconciling;
using BoroughBridge.DisclosureLog.Witnessing;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>Routing and two holders on their own doors, each co-signing the others: a borough's log by the other's through routing, routing's by both.</summary>
internal sealed class WitnessingTests
{
    private static readonly string[] Names = ["routing", "islington", "tower-hamlets"];
    private RoutingWorld world = null!;
    private RealHolding islington = null!;
    private RealHolding towerHamlets = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, options =>
        {
            foreach (var name in Names)
            {
                LogKey.Make(KeyOf(options.Log.KeyFile, name));
                File.WriteAllText(KeyOf(options.Log.KeyFile, name) + ".vkey", SignedNote.VerifierKey(name + ".example/log", LogKey.Load(KeyOf(options.Log.KeyFile, name)).PublicKey));
            }

            foreach (var authority in options.Authorities.Values) authority.RecordUrl = $"https://127.0.0.1:{Ports.Free()}";
            Watch(options.Log, options.Log.KeyFile, "islington", "tower-hamlets");
        });
        islington = await HoldingAsync("islington", "tower-hamlets");
        towerHamlets = await HoldingAsync("tower-hamlets", "islington");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await world.StopRoutingAsync();
        await islington.DisposeAsync();
        await towerHamlets.DisposeAsync();
        await world.DisposeAsync();
    }

    [Test]
    [Order(1)]
    public async Task Each_log_is_cosigned_by_the_other_two()
    {
        await islington.PutAsync("p1", "Thistlewood");

        foreach (var (part, services) in Parts())
        {
            var checkpoints = services.GetRequiredService<LogCheckpoints>();
            await Until.TrueAsync(async () => (await CosignersAsync(checkpoints)).Count == 2, seconds: 60, what: $"{part} is co-signed");
            Assert.That(await CosignersAsync(checkpoints), Is.EquivalentTo(Names.Where(name => name != part)));
            Assert.That(services.GetRequiredService<LogAlarms>().Standing.Select(alarm => alarm.Name), Has.None.EqualTo("log-disagreement").And.None.EqualTo("log-unwitnessed"));
        }
    }

    [Test]
    [Order(2)]
    public async Task Each_side_pairs_its_disclosures_with_the_others_and_raises_what_stands_alone()
    {
        var (child, plan) = await islington.PutAsync("p2", "Underhill");
        var iro = new BoroughBridge.Contracts.Events.StaffRef { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" };
        await islington.Services.GetRequiredService<AllocationDesk>().ProposeAsync(new() { ChildRef = child, Iro = iro, Employer = "tower-hamlets", From = world.Today }, "manager", default);
        await Until.TrueAsync(async () =>
        {
            using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", "iro.th1"));

            return answer.IsSuccessStatusCode;
        }, seconds: 60);
        var (routing, holder) = (world.Services.GetRequiredService<ReconcileRound>(), islington.Services.GetRequiredService<ReconcileRound>());

        await routing.RunAsync("routing", default);
        await holder.RunAsync("islington", default);
        Assert.That((routing.Last["islington"].Pairs, routing.Last["islington"].IsClean, routing.Last["tower-hamlets"].Pairs), Is.EqualTo((1, true, 0)));
        Assert.That((holder.Last["routing"].Pairs, holder.Last["routing"].IsClean), Is.EqualTo((1, true)));

        await world.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("UPDATE log_entries SET transaction_id = 'another' WHERE kind = 'recipient'", transaction: t), default);
        world.Clock.Shift(TimeSpan.FromMinutes(16));
        await routing.RunAsync("routing", default);
        await holder.RunAsync("islington", default);
        Assert.That(routing.Last["islington"].Orphans.Select(orphan => orphan.Log), Is.EquivalentTo(new[] { "routing", "islington" }));
        Assert.That(world.Services.GetRequiredService<LogAlarms>().Standing.Select(alarm => alarm.Name), Does.Contain("log-reconcile-islington"));
        Assert.That(islington.Services.GetRequiredService<LogAlarms>().Standing.Select(alarm => alarm.Name), Does.Contain("log-reconcile-routing"));
    }

    [Test]
    [Order(3)]
    public async Task A_log_that_is_put_back_is_found_by_its_witnesses_and_stops_disclosing()
    {
        var head = await islington.Services.GetRequiredService<LogCheckpoints>().HeadAsync(default);
        await Until.TrueAsync(async () => (await Watched(world.Database)).GetValueOrDefault("islington.example/log") >= head.Size, seconds: 60);

        // As a restored database would be: one entry and nothing that was said of the others.
        await islington.Database.InTransactionAsync(
            t => t.Connection!.ExecuteAsync(
                """
                DELETE FROM log_checkpoints; DELETE FROM log_cosignatures; DELETE FROM log_tiles; DELETE FROM log_entries WHERE idx > 0;
                UPDATE log_tiled SET size = 0, frontier = NULL;
                UPDATE log_head SET size = 1, frontier = (SELECT leaf_hash FROM log_entries WHERE idx = 0), last_leaf_hash = (SELECT leaf_hash FROM log_entries WHERE idx = 0),
                    last_recorded = (SELECT recorded_at FROM log_entries WHERE idx = 0)
                """, transaction: t), default);

        foreach (var services in (IServiceProvider[])[world.Services, towerHamlets.Services])
            await Until.TrueAsync(() => services.GetRequiredService<LogAlarms>().Standing.Any(alarm => alarm is { Name: "log-of-islington", Code: "rolled-back" }), seconds: 60);
        var own = islington.Services.GetRequiredService<LogAlarms>();
        await Until.TrueAsync(() => own.StopCode == "log-disagreement", seconds: 60);
        Assert.That(own.Standing.Select(alarm => alarm.Name), Does.Contain("log-disagreement"));
    }

    private static string KeyOf(string routingKey, string part) => part == "routing" ? routingKey : Path.Combine(Path.GetDirectoryName(routingKey)!, part + "-log.key");

    private static void Watch(BoroughBridge.DisclosureLog.LogOptions log, string routingKey, params string[] peers)
    {
        foreach (var peer in peers) log.Peers[peer] = new() { KeyFile = KeyOf(routingKey, peer) + ".vkey" };
        log.Witnessing.PollSeconds = 1;
        log.CheckpointSeconds = 1;
    }

    private Task<RealHolding> HoldingAsync(string authority, string other) =>
        RealHolding.StartAsync(world, null, authority, options => Watch(options.Log, world.Options.Log.KeyFile, "routing", other));

    private (string Part, IServiceProvider Services)[] Parts() => [("routing", world.Services), ("islington", islington.Services), ("tower-hamlets", towerHamlets.Services)];

    private async Task<IReadOnlyList<string>> CosignersAsync(LogCheckpoints checkpoints)
    {
        if (await checkpoints.LastAsync(default) is not { } last || !SignedNote.TryRead(last.Note, out var text, out var lines)) return [];

        return [.. Names.Where(name => lines.Any(line => Cosignature.Verify(line, text, name + ".example/log", LogKey.Load(KeyOf(world.Options.Log.KeyFile, name)).PublicKey) is not null))];
    }

    private static async Task<Dictionary<string, long>> Watched(Database database)
    {
        await using var connection = await database.OpenAsync(default);

        return (await connection.QueryAsync<(string Origin, long Size)>("SELECT origin, size FROM log_watched")).ToDictionary(row => row.Origin, row => row.Size);
    }
}
