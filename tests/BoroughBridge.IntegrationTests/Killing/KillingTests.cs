using System.Globalization;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Sites;
using BoroughBridge.StandIns.Children;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Killing;

/// <summary>
/// kill -9 of holders, routing, broker and database at random moments under load. 200 kills here, as many as BB_KILLS says in <c>scripts/soak kills</c>; BB_SEED
/// repeats a run's choices.
/// </summary>
[NonParallelizable]
public sealed class KillingTests
{
    private static readonly int Kills = Number("BB_KILLS", 200);
    private static readonly int Seed = Number("BB_SEED", Random.Shared.Next());

    [Test]
    public async Task Whatever_is_killed_when_no_event_is_lost_none_applied_twice_and_order_is_kept()
    {
        TestContext.Out.WriteLine($"seed {Seed}, {Kills} kills");
        await using var site = await Site.NewAsync();
        await site.StartAsync();
        var children = DemonstrationChildren.Make(DemonstrationDay.Of(site.Options.StandIns!.DataFolder, TimeProvider.System));
        await using var routing = site.Open("routing");
        await using var islington = site.Open("islington");
        await using var towerHamlets = site.Open("tower-hamlets");
        foreach (var reader in (Database[])[routing, islington, towerHamlets]) await MoveLedger.PutAsync(reader);
        await ImportAsync(site, children);

        var load = new Load(site, children, Seed);
        await load.BeginAsync(default);
        using (var enough = new CancellationTokenSource())
        {
            var loading = load.RunAsync(enough.Token);
            await new Killer(site, load, Kills, Seed).RunAsync();
            await enough.CancelAsync();
            await loading;
        }

        await RestAsync(site);
        await LevelAsync(site, routing, islington, towerHamlets);
        TestContext.Out.WriteLine(load);
        Assert.That(load.Changed("islington") + load.Changed("tower-hamlets"), Is.GreaterThan(Kills), "it was under load");

        await HolderStreamIsWholeAsync("islington", islington, routing);
        await HolderStreamIsWholeAsync("tower-hamlets", towerHamlets, routing);
        await RoutingStreamIsWholeAsync("islington", islington, routing);
        await RoutingStreamIsWholeAsync("tower-hamlets", towerHamlets, routing);
        await LogsAreWholeAsync(site);
    }

    private static async Task HolderStreamIsWholeAsync(string authority, Database holder, Database routing)
    {
        var stream = StreamNames.FromHolder(authority);
        var ends = await StreamEnds.ReadAsync(holder, routing, stream);
        await AssertWholeAsync(stream, ends, routing);

        var expected = await ReplayedIndex.ExpectedAsync(holder, stream, ends.Epoch);
        Assert.That(await ReplayedIndex.ActualAsync(routing, authority), Is.EqualTo(expected), $"{authority}: index against replayed stream");
        TestContext.Out.WriteLine($"{stream}: {ends.Entries.Count} events, each applied once and in order; {expected.Count} lines of index agree");
    }

    /// <summary>Each proposal answered once, and each acceptance granted once.</summary>
    private static async Task RoutingStreamIsWholeAsync(string authority, Database holder, Database routing)
    {
        var stream = StreamNames.ToHolder(authority);
        var ends = await StreamEnds.ReadAsync(routing, holder, stream);
        await AssertWholeAsync(stream, ends, holder);

        var asked = await EntriesAsync(holder, StreamNames.FromHolder(authority), "allocation.proposed");
        var accepted = await EntriesAsync(routing, stream, "allocation.accepted");
        var allocated = await EntriesAsync(holder, StreamNames.FromHolder(authority), "iro.allocated");
        Assert.That(accepted, Is.EquivalentTo(asked), "each proposal has one answer");
        Assert.That(allocated, Is.EquivalentTo(accepted), "each acceptance made one grant");
        TestContext.Out.WriteLine($"{stream}: {ends.Entries.Count} events, {asked.Count} allocations each proposed, accepted and granted once");
    }

    private static async Task AssertWholeAsync(string stream, StreamEnds ends, Database reader)
    {
        Assert.That(ends.Entries, Is.Not.Empty, $"{stream} carried something");
        Assert.That(ends.Entries.Select(entry => entry.Number), Is.EqualTo(Enumerable.Range(1, ends.Entries.Count).Select(n => (long)n)), $"{stream} has no gap");
        Assert.That(ends.AreLevel, Is.True, $"{stream}: applied {ends.Applied} of {ends.Entries.Count}, hash and epoch alike");
        Assert.That(ends.Parked, Is.Zero, $"{stream}: parked");

        var moves = await MoveLedger.ReadAsync(reader, stream);
        Assert.That(moves, Is.Not.Empty);
        for (var i = 0; i < moves.Count; i++)
        {
            if (i > 0) Assert.That((moves[i].FromEpoch, moves[i].From), Is.EqualTo((moves[i - 1].ToEpoch, moves[i - 1].To)), $"{stream}: move {i} follows the one before");
            Assert.That(moves[i].To, Is.GreaterThanOrEqualTo(moves[i].From), $"{stream}: move {i} goes on, never back");
        }

        Assert.That(moves.Select(move => move.ToEpoch).Where(epoch => epoch is not null).Distinct().Count(), Is.EqualTo(1), $"{stream}: no resync was needed");
    }

    private static async Task<List<string>> EntriesAsync(Database publisher, string stream, string type)
    {
        await using var connection = await publisher.OpenAsync(default);
        var rows = await connection.QueryAsync<byte[]>("SELECT entry FROM stream_entries WHERE stream = @stream ORDER BY number", new { stream });

        return [.. rows.Select(row => JsonDocument.Parse(row).RootElement).Where(entry => entry.GetProperty("type").GetString() == type)
            .Select(entry => entry.GetProperty("data").GetProperty("allocationId").GetString()!)];
    }

    private static async Task ImportAsync(Site site, IReadOnlyList<DemonstrationChild> children)
    {
        using var holder = site.Installation.Holding("tower-hamlets");
        using var csv = new StringContent(DemonstrationChildren.PersonIndexCsv(children, "tower-hamlets"), Encoding.UTF8, "text/csv");
        await holder.PostAsync<JsonElement>("operator/children", csv, default);
    }

    /// <summary>Everything up again.</summary>
    private static async Task RestAsync(Site site)
    {
        foreach (var process in site.All)
        {
            if (!process.IsRunning) process.Start();
            if (!await process.ReadyAsync(120)) Assert.Fail($"{process.Name} did not come back: {Tail(process.Said)}");
        }
    }

    private static Task LevelAsync(Site site, Database routing, Database islington, Database towerHamlets) => Until.TrueAsync(
        async () =>
        {
            // The watchdog may end one yet: its supervisor starts it again.
            foreach (var ended in site.All.Where(process => !process.IsRunning)) ended.Start();
            foreach (var (authority, holder) in (IEnumerable<(string, Database)>)[("islington", islington), ("tower-hamlets", towerHamlets)])
            {
                if (!(await StreamEnds.ReadAsync(holder, routing, StreamNames.FromHolder(authority))).AreLevel) return false;
                if (!(await StreamEnds.ReadAsync(routing, holder, StreamNames.ToHolder(authority))).AreLevel) return false;
                // Acceptances on their way make grants, and grants events: at rest none is open.
                if ((await EntriesAsync(holder, StreamNames.FromHolder(authority), "allocation.proposed")).Count
                    != (await EntriesAsync(holder, StreamNames.FromHolder(authority), "iro.allocated")).Count) return false;
            }

            return true;
        },
        seconds: 120);

    private static async Task LogsAreWholeAsync(Site site)
    {
        foreach (var role in (string[])["routing", "islington", "tower-hamlets"])
        {
            await using var database = site.Open(role);
            await using var connection = await database.OpenAsync(default);
            var (size, count, last) = await connection.QuerySingleAsync<(long, long, long?)>(
                "SELECT (SELECT size FROM log_head), (SELECT COUNT(*) FROM log_entries), (SELECT MAX(idx) FROM log_entries)");
            Assert.That((count, last ?? -1), Is.EqualTo((size, size - 1)), $"{role}: log indices have no gap");
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string Tail(string text) => text.Length <= 4000 ? text : text[^4000..];
}
