using System.Net;
using System.Text.Json;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class ReadsTests(DatabaseKind kind, TransportProfile profile)
{
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(kind, profile: profile);

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [SetUp]
    public async Task AllocateAsync()
    {
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
    }

    /// <summary>What only this side knows ends a stream that is open: a deny, a disabling, a sign-out. The holder knows of none of them.</summary>
    [TestCase("denies")]
    [TestCase("users/disable")]
    public async Task What_ends_here_stops_the_bytes_on_their_way(string act)
    {
        var big = new InventedChild(world) { BinaryBytes = new byte[64 << 20] };
        await big.IntroduceAsync();
        await world.TellAsync("islington", big.Allocated("iro.th7"));
        using var operators = new OperatorDoor(world);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fhir/Binary/{big.Binary}");
        request.Headers.Authorization = new("Bearer", world.Issuers.Token("tower-hamlets", "iro.th7"));

        using var answer = await world.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[200_000];
        await body.ReadExactlyAsync(buffer);
        await operators.PostAsync(act, new { childRef = big.Ref, authority = "tower-hamlets", subject = "iro.th7" });
        // A decision is half a second old before it is made anew.
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromMilliseconds(600)));

        var read = 0L;
        Assert.That(
            async () =>
            {
                while (await body.ReadAsync(buffer) is > 0 and var count) read += count;
            },
            Throws.InstanceOf<IOException>().Or.InstanceOf<HttpRequestException>());
        Assert.That(read, Is.LessThan(48 << 20));
        await Until.TrueAsync(async () => (await world.LogAsync()).Any(entry => entry.Kind == "not-disclosed" && entry.Outcome.StartsWith("ended-while-sending-after-", StringComparison.Ordinal)));
    }

    [Test]
    public async Task The_allocated_iro_reads_the_plan_and_the_log_says_so_in_order()
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(child.PlanBytes));
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/fhir+json"));
        Assert.That(answer.Headers.ETag!.ToString(), Is.EqualTo("W/\"1\""));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(answer.Content.Headers.LastModified, Is.Not.Null);
        var entries = (await world.LogAsync()).Where(entry => entry.ChildRef == child.Ref).ToArray();
        Assert.That(entries.Select(entry => entry.Kind), Is.EqualTo(new[] { "authz", "recipient" }));
        Assert.That(entries.Select(entry => entry.Outcome), Is.EqualTo(new[] { "permit", "permit" }));
        Assert.That(entries[0].Transaction_, Is.EqualTo(entries[1].Transaction_).And.Not.Null);
        Assert.That(entries[0].Agent, Is.EqualTo(world.Issuers.Of("tower-hamlets") + " iro.th1"));
        var assertion = world.Islington.Heard.Last(heard => heard.Things[0].Id == child.Plan);
        Assert.That(assertion.Transaction, Is.EqualTo(entries[0].Transaction_));
        Assert.That(assertion.PurposeDefaulted, Is.True);
    }

    [TestCase("Patient")]
    [TestCase("CarePlan")]
    [TestCase("DocumentReference")]
    [TestCase("Encounter")]
    public async Task Each_type_is_read_by_its_id(string type)
    {
        var id = type switch { "Patient" => child.Ref, "CarePlan" => child.Plan, "Encounter" => child.Review, _ => child.Document };

        using var answer = await world.GetAsync($"/fhir/{type}/{id}", Iro());
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That(body.RootElement.GetProperty("resourceType").GetString(), Is.EqualTo(type));
        Assert.That(body.RootElement.GetProperty("id").GetString(), Is.EqualTo(id));
    }

    [Test]
    public async Task A_binary_is_its_bytes_and_as_json_the_same_bytes()
    {
        using var raw = await world.GetAsync($"/fhir/Binary/{child.Binary}", Iro());
        using var json = await world.GetAsync($"/fhir/Binary/{child.Binary}", Iro(), request => request.Headers.Add("Accept", "application/fhir+json, */*;q=0.1"));
        using var body = JsonDocument.Parse(await json.Content.ReadAsStringAsync());

        Assert.That(raw.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/pdf"));
        Assert.That(await raw.Content.ReadAsByteArrayAsync(), Is.EqualTo(child.BinaryBytes));
        Assert.That(body.RootElement.GetProperty("contentType").GetString(), Is.EqualTo("application/pdf"));
        Assert.That(body.RootElement.GetProperty("data").GetBytesFromBase64(), Is.EqualTo(child.BinaryBytes));
    }

    [Test]
    public async Task A_large_binary_comes_whole_both_ways()
    {
        var bytes = new byte[(5 * 65536) + 17];
        new Random(7).NextBytes(bytes);
        world.Islington.Put("Binary", child.Binary, child.Ref, bytes, "application/pdf");

        using var raw = await world.GetAsync($"/fhir/Binary/{child.Binary}", Iro());
        using var json = await world.GetAsync($"/fhir/Binary/{child.Binary}", Iro(), request => request.Headers.Add("Accept", "application/fhir+json"));
        using var body = JsonDocument.Parse(await json.Content.ReadAsStringAsync());

        Assert.That(await raw.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        Assert.That(body.RootElement.GetProperty("data").GetBytesFromBase64(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Head_says_what_get_would_without_the_body_and_is_logged_alike()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/fhir/CarePlan/{child.Plan}");
        request.Headers.Authorization = new("Bearer", Iro());

        using var answer = await world.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(child.PlanBytes.Length));
        Assert.That((await world.LogAsync()).Count(entry => entry.ChildRef == child.Ref && entry.Kind == "recipient"), Is.EqualTo(1));
    }

    [Test]
    public async Task Thirty_two_readers_at_once_all_read_and_each_is_logged()
    {
        var token = Iro();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token);
                if (!(await answer.Content.ReadAsByteArrayAsync()).SequenceEqual(child.PlanBytes)) return false;
            }

            return true;
        }));

        Assert.That(answers, Is.All.True);
        var entries = (await world.LogAsync()).Where(entry => entry.ChildRef == child.Ref && entry.Kind == "recipient").ToArray();
        Assert.That(entries, Has.Length.EqualTo(160));
        Assert.That(entries.Select(entry => entry.Transaction_).Distinct().Count(), Is.EqualTo(160));
    }

    [Test]
    public async Task A_stated_purpose_goes_to_the_holder_and_the_log()
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro(), request => request.Headers.Add("X-Purpose-Of-Use", "monitoring"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var heard = world.Islington.Heard.Last(heard => heard.Things[0].Id == child.Plan);
        Assert.That((heard.Purpose, heard.PurposeDefaulted), Is.EqualTo(("monitoring", false)));
        Assert.That((await world.LogAsync()).Where(entry => entry.ChildRef == child.Ref).Select(entry => entry.Purpose), Is.All.EqualTo("monitoring"));
    }

    [Test]
    public async Task The_other_direction_is_the_same()
    {
        var other = await new InventedChild(world, "tower-hamlets", "islington").IntroduceAsync();
        await world.TellAsync("tower-hamlets", other.Allocated("iro.isl1"));

        using var answer = await world.GetAsync($"/fhir/Binary/{other.Binary}", world.Issuers.Token("islington", "iro.isl1"));

        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(other.BinaryBytes));
    }

    private string Iro() => world.Issuers.Token("tower-hamlets", "iro.th1");
}
