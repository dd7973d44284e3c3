using System.Net;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>Each thing a read rests on is taken away in turn, from a routing that reads: no road succeeds then.</summary>
internal sealed class FailClosedTests
{
    private static readonly string[] Roads = ["/fhir/Patient/{patient}", "/fhir/CarePlan/{plan}", "/fhir/Binary/{binary}", "/fhir/CarePlan", "/fhir/DocumentReference?_summary=true", "/fhir/Encounter?_summary=count"];
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [SetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite);
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
        Assert.That(await SucceedAsync(), Is.EqualTo(Roads.Length), "it reads by every road before");
    }

    [TearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [TestCase("grants")]
    [TestCase("denies")]
    [TestCase("users")]
    [TestCase("idx_children")]
    [TestCase("log_entries")]
    public async Task A_table(string table)
    {
        await DropAsync(table);

        await NothingAsync();
    }

    /// <summary>Her Patient rests on nothing of it.</summary>
    [Test]
    public async Task The_index_of_what_is_in_a_file()
    {
        await DropAsync("idx_things");

        await NothingAsync(roads: Roads[1..]);
    }

    [TestCase("DELETE FROM grants")]
    [TestCase("DELETE FROM idx_children")]
    [TestCase("UPDATE idx_children SET version = 0")]
    [TestCase("UPDATE idx_children SET labels = 'a-label-of-tomorrow'")]
    [TestCase("UPDATE grants SET employer = ''")]
    [TestCase("UPDATE grants SET agreement = ''")]
    [TestCase("UPDATE grants SET holder = ''")]
    public async Task What_a_row_says(string sql)
    {
        await world.Database.InTransactionAsync(transaction => transaction.Connection!.ExecuteAsync(sql, transaction: transaction), default);

        await NothingAsync();
    }

    /// <summary>Index and counts go by no holder, so the key that asks a holder is missed only where a body is read.</summary>
    [TestCase("routing.sig")]
    public async Task The_key_that_signs(string file)
    {
        File.Delete(Path.Combine(Path.GetDirectoryName(world.Options.Trust.SigningKeyFile)!, file));

        foreach (var road in Roads.Take(3)) await Until.TrueAsync(async () => await StatusAsync(road) == HttpStatusCode.ServiceUnavailable);
    }

    [Test]
    public async Task The_hour()
    {
        var token = Token();
        world.Clock.Shift(TimeSpan.FromHours(-3));
        await NothingAsync(token);

        world.Clock.Shift(TimeSpan.FromHours(6));
        await NothingAsync(token);
    }

    [TestCase("no agreement")]
    [TestCase("no purpose")]
    [TestCase("not begun")]
    [TestCase("no state")]
    public async Task An_agreement(string without)
    {
        await using var apart = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, options =>
        {
            if (without == "no agreement") options.Agreements.Clear();
            foreach (var agreement in options.Agreements)
            {
                if (without == "no purpose") agreement.Purposes.Clear();
                if (without == "not begun") agreement.From = null;
                if (without == "no state") agreement.State = default;
            }
        });
        var there = await new InventedChild(apart).IntroduceAsync();
        await apart.TellAsync("islington", there.Allocated());
        foreach (var road in Roads)
        {
            using var answer = await apart.GetAsync(Filled(road, there), apart.Issuers.Token("tower-hamlets", "iro.th1"));
            Assert.That(await ShowsAsync(answer), Is.False, road);
        }
    }

    private Task<int> DropAsync(string table) =>
        world.Database.InTransactionAsync(transaction => transaction.Connection!.ExecuteAsync("DROP TABLE " + table, transaction: transaction), default);

    private async Task NothingAsync(string? token = null, string[]? roads = null)
    {
        foreach (var road in roads ?? Roads)
        {
            using var answer = await world.GetAsync(Filled(road, child), token ?? Token());
            Assert.That(await ShowsAsync(answer), Is.False, road);
        }
    }

    private async Task<int> SucceedAsync()
    {
        var count = 0;
        foreach (var road in Roads)
        {
            using var answer = await world.GetAsync(Filled(road, child), Token());
            if (await ShowsAsync(answer)) count++;
        }

        return count;
    }

    private async Task<HttpStatusCode> StatusAsync(string road)
    {
        using var answer = await world.GetAsync(Filled(road, child), Token());

        return answer.StatusCode;
    }

    // A search that finds nothing is answered, and shows nothing.
    private static async Task<bool> ShowsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();

        return answer.StatusCode == HttpStatusCode.OK && !(text.Contains("\"Bundle\"", StringComparison.Ordinal) && !text.Contains("\"match\"", StringComparison.Ordinal) && !text.Contains("\"total\":1", StringComparison.Ordinal));
    }

    private static string Filled(string road, InventedChild of) =>
        road.Replace("{patient}", of.Ref, StringComparison.Ordinal).Replace("{plan}", of.Plan, StringComparison.Ordinal).Replace("{binary}", of.Binary, StringComparison.Ordinal);

    private string Token() => world.Issuers.Token("tower-hamlets", "iro.th1");
}
