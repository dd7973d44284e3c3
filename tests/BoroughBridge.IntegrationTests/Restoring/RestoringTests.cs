using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;
using BoroughBridge.IntegrationTests.Sites;
using BoroughBridge.StandIns.Children;
using Npgsql;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Restoring;

/// <summary>A role whose database is put back to an old backup: a new epoch, a resync, and on both sides the same facts again, none silently gone.</summary>
[NonParallelizable]
public sealed class RestoringTests
{
    private Site site = null!;

    [SetUp]
    public async Task StartAsync()
    {
        site = await Site.NewAsync();
        await site.StartAsync();
        var children = DemonstrationChildren.Make(DemonstrationDay.Of(site.Options.StandIns!.DataFolder, TimeProvider.System));
        using var holder = site.Installation.Holding("tower-hamlets");
        using var csv = new StringContent(DemonstrationChildren.PersonIndexCsv(children, "tower-hamlets"), Encoding.UTF8, "text/csv");
        await holder.PostAsync<JsonElement>("operator/children", csv, default);
        for (var i = 0; i < 3; i++) await AllocateAsync(i);
        await AgreeAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (site is not null) await site.DisposeAsync();
    }

    [Test]
    public async Task A_holder_put_back_starts_a_new_epoch_and_routing_knows_only_what_it_knows()
    {
        var before = await EpochAsync("tower-hamlets", StreamNames.FromHolder("tower-hamlets"));
        await BackUpAsync("tower-hamlets", site.TowerHamlets);
        var lost = await AllocateAsync(3);
        await AllocateAsync(4);
        await AgreeAsync();
        await using (var routing = site.Open("routing")) Assert.That(await ReplayedIndex.ActualAsync(routing, "tower-hamlets"), Has.Some.Contains(lost));

        await RestoreAsync("tower-hamlets", site.TowerHamlets);
        await AgreeAsync();

        Assert.That(await EpochAsync("tower-hamlets", StreamNames.FromHolder("tower-hamlets")), Is.Not.EqualTo(before));
        await using (var routing = site.Open("routing")) Assert.That(await ReplayedIndex.ActualAsync(routing, "tower-hamlets"), Has.None.Contains(lost), "a grant its holder does not know gives nothing");
        Assert.That(site.TowerHamlets.Said, Does.Contain("a new epoch begins"), "the operator is told");

        var made = await AllocateAsync(5);
        await AgreeAsync();
        await using (var routing = site.Open("routing")) Assert.That(await ReplayedIndex.ActualAsync(routing, "tower-hamlets"), Has.Some.EqualTo($"grant {made} open"), "life goes on");
    }

    [Test]
    public async Task Routing_put_back_takes_what_it_missed_and_starts_a_new_epoch_of_its_own()
    {
        var before = await EpochAsync("routing", StreamNames.ToHolder("tower-hamlets"));
        await BackUpAsync("routing", site.Routing);
        var made = await AllocateAsync(3);
        await AllocateAsync(4);
        await AgreeAsync();

        await RestoreAsync("routing", site.Routing);
        await AgreeAsync();

        await using (var routing = site.Open("routing")) Assert.That(await ReplayedIndex.ActualAsync(routing, "tower-hamlets"), Has.Some.EqualTo($"grant {made} open"), "what it had forgotten is back");
        Assert.That(await EpochAsync("routing", StreamNames.ToHolder("tower-hamlets")), Is.Not.EqualTo(before));

        var next = await AllocateAsync(5);
        await AgreeAsync();
        await using (var routing = site.Open("routing")) Assert.That(await ReplayedIndex.ActualAsync(routing, "tower-hamlets"), Has.Some.EqualTo($"grant {next} open"), "life goes on");
    }

    /// <summary>Until every proposal is answered and both sides hold the same facts.</summary>
    private async Task AgreeAsync()
    {
        await using var routing = site.Open("routing");
        await using var holder = site.Open("tower-hamlets");
        await Until.TrueAsync(
            async () =>
            {
                using var socket = site.Installation.Holding("tower-hamlets");
                if ((await socket.GetAsync<List<HeldAllocation>>("operator/allocations", default)).Any(allocation => allocation.State == "proposed")) return false;

                return (await ReplayedIndex.ActualAsync(routing, "tower-hamlets")).SequenceEqual(await ReplayedIndex.OfStateAsync(holder));
            },
            seconds: 60);
    }

    private async Task<string> AllocateAsync(int which)
    {
        using var holder = site.Installation.Holding("tower-hamlets");
        var children = await holder.GetAsync<List<HeldChild>>("operator/children", default);
        var iro = Staff.Find(site.Installation, "iro.isl1", null);
        var made = await holder.PostAsync<JsonElement>(
            "operator/allocations",
            new { childRef = children.OrderBy(child => child.IcsPersonId).ElementAt(which).ChildRef, iro = new { issuer = iro.Issuer, subject = iro.Subject }, employer = iro.Authority, from = "2026-02-01" },
            default);

        return made.GetProperty("allocationId").GetString()!;
    }

    private async Task<string> EpochAsync(string role, string stream)
    {
        await using var publisher = site.Open(role);

        return (await StreamEnds.ReadAsync(publisher, publisher, stream)).Epoch;
    }

    private async Task BackUpAsync(string role, RoleProcess process)
    {
        await process.KillAsync();
        await CopyAsync(NameOf(role), NameOf(role) + "_backup");
        process.Start();
        Assert.That(await process.ReadyAsync(), Is.True, process.Said);
    }

    private async Task RestoreAsync(string role, RoleProcess process)
    {
        await process.KillAsync();
        await CopyAsync(NameOf(role) + "_backup", NameOf(role));
        process.Start();
        Assert.That(await process.ReadyAsync(), Is.True, process.Said);
    }

    private async Task CopyAsync(string from, string to)
    {
        NpgsqlConnection.ClearAllPools();
        await site.Postgres.RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('{from}', '{to}')");
        await site.Postgres.RunAsync($"DROP DATABASE IF EXISTS {to} WITH (FORCE)");
        await site.Postgres.RunAsync($"CREATE DATABASE {to} TEMPLATE {from}");
    }

    private string NameOf(string role) => new NpgsqlConnectionStringBuilder(site.OptionsOf(role).ConnectionString).Database!;
}
