using System.Net;
using System.Text;
using System.Text.Json;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class SearchTests(DatabaseKind kind)
{
    private RoutingWorld world = null!;
    private InventedChild child = null!;
    private InventedChild other = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(kind);

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [SetUp]
    public async Task AllocateAsync()
    {
        child = await new InventedChild(world).IntroduceAsync();
        other = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated(), other.Allocated("iro.th2"));
    }

    [Test]
    public async Task It_gives_the_holders_bytes_and_is_logged_on_both_counts_before()
    {
        var before = (await world.LogAsync()).Count;

        using var found = await FoundAsync($"CarePlan?patient={child.Ref}");

        var entry = found.RootElement.GetProperty("entry").EnumerateArray().Single();
        Assert.That(entry.GetProperty("resource").GetRawText(), Is.EqualTo(Encoding.UTF8.GetString(child.PlanBytes)));
        Assert.That(entry.GetProperty("fullUrl").GetString(), Is.EqualTo($"{world.Options.Url}/fhir/CarePlan/{child.Plan}"));
        Assert.That((await world.LogAsync()).Skip(before).Select(logged => (logged.Kind, logged.Outcome, logged.ChildRef)), Is.EqualTo(new[]
        {
            ("query", "permit", child.Ref), ("authz", "permit", child.Ref), ("recipient", "permit", child.Ref),
        }));
        Assert.That((await world.LeavesAsync()).Any(leaf => leaf.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes($"CarePlan?patient={child.Ref}&_summary=false")), StringComparison.Ordinal)));
    }

    [TestCase("CarePlan?_id={plan}", 1)]
    [TestCase("CarePlan?_id={plan},{otherplan}", 1)]
    [TestCase("CarePlan?patient=Patient/{child}&status=active", 1)]
    [TestCase("CarePlan?patient={child}&status=draft", 0)]
    [TestCase("CarePlan?subject={child}&category=care-plan", 1)]
    [TestCase("CarePlan?subject={child}&category=pep", 0)]
    [TestCase("CarePlan?patient={child}&date=lt{today}", 1)]
    [TestCase("CarePlan?patient={child}&date=ge{today}", 0)]
    [TestCase("CarePlan?patient={child}&date=eq{planday}", 1)]
    [TestCase("CarePlan?patient={child}&date=ne{planday}", 0)]
    [TestCase("CarePlan?patient={child}&date=le{planday}", 1)]
    [TestCase("CarePlan?patient={child}&date=gt{planday}", 0)]
    [TestCase("CarePlan?patient={child}&_lastUpdated=lt{today}", 0)]
    [TestCase("CarePlan?patient={child}&_lastUpdated=ge{today}", 1)]
    [TestCase("DocumentReference?patient={child}&type=lac-review-record", 1)]
    [TestCase("DocumentReference?patient={child}&type=pep", 0)]
    [TestCase("DocumentReference?patient={child}", 1)]
    [TestCase("Encounter?patient={child}&type=lac-review&status=finished", 1)]
    [TestCase("Encounter?patient={child}&_security=protected-address", 0)]
    [TestCase("Patient?_id={child}", 1)]
    [TestCase("Patient?_id={other}", 0)]
    [TestCase("CarePlan?patient={other}", 0)]
    public async Task It_finds_what_the_index_holds_and_may_be_seen(string query, int count)
    {
        using var found = await FoundAsync(Filled(query) + "&_total=accurate");

        Assert.That(found.RootElement.GetProperty("total").GetInt32(), Is.EqualTo(count));
    }

    [Test]
    public async Task By_post_it_is_the_same()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir/CarePlan/_search") { Content = new StringContent($"patient={child.Ref}", Encoding.ASCII, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new("Bearer", Token());

        using var answer = await world.Http.SendAsync(request);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(child.Plan));
    }

    [Test]
    public async Task The_child_comes_with_what_is_found_where_she_is_asked_for()
    {
        using var found = await FoundAsync($"CarePlan?patient={child.Ref}&_include=CarePlan:patient");

        Assert.That(
            found.RootElement.GetProperty("entry").EnumerateArray().Select(entry => (entry.GetProperty("resource").GetProperty("resourceType").GetString(), entry.GetProperty("search").GetProperty("mode").GetString())),
            Is.EqualTo(new[] { ("CarePlan", "match"), ("Patient", "include") }));
    }

    [Test]
    public async Task A_page_is_hers_alone_and_what_ends_between_pages_is_gone()
    {
        var second = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", second.Allocated());
        using var first = await FoundAsync($"Patient?_id={child.Ref},{second.Ref}&_count=1&_summary=true");
        var next = first.RootElement.GetProperty("link").EnumerateArray().Single(link => link.GetProperty("relation").GetString() == "next").GetProperty("url").GetString()!.Replace(world.Options.Url, "", StringComparison.Ordinal);

        using var hers = await world.GetAsync(next, Token());
        using var anothers = await world.GetAsync(next, world.Issuers.Token("tower-hamlets", "iro.th2"));
        using var altered = await world.GetAsync(next.Replace("_count=1", "_count=2", StringComparison.Ordinal), Token());
        await world.TellAsync("islington", child.Ended(world.Today, immediately: true), second.Ended(world.Today, immediately: true));
        using var after = await world.GetAsync(next, Token());

        Assert.That((await hers.Content.ReadAsStringAsync()).Contains("\"match\"", StringComparison.Ordinal));
        Assert.That((anothers.StatusCode, altered.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)));
        Assert.That(await after.Content.ReadAsStringAsync(), Does.Not.Contain("\"entry\""));
    }

    [Test]
    public async Task An_ics_by_itself_gets_index_and_dates_and_no_body()
    {
        var ics = world.Issuers.Token("tower-hamlets", "ics", "ics-service", machine: true);

        using var index = await world.GetAsync($"/fhir/CarePlan?patient={child.Ref}&_summary=true", ics);
        using var bodies = await world.GetAsync($"/fhir/CarePlan?patient={child.Ref}", ics);
        using var read = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", ics);

        Assert.That(await index.Content.ReadAsStringAsync(), Does.Contain(child.Plan).And.Contain("SUBSETTED").And.Contain($"{world.Today.AddDays(-30):yyyy-MM-dd}"));
        Assert.That(await bodies.Content.ReadAsStringAsync(), Does.Not.Contain("\"entry\""));
        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_holder_that_is_down_leaves_the_rest_and_a_warning()
    {
        world.Islington.Status = 500;
        try
        {
            using var found = await FoundAsync($"CarePlan?patient={child.Ref}");

            Assert.That(found.RootElement.GetProperty("entry").EnumerateArray().Single().GetProperty("search").GetProperty("mode").GetString(), Is.EqualTo("outcome"));
        }
        finally
        {
            world.Islington.Status = null;
        }
    }

    [Test]
    public async Task Only_the_present_version_is_read_by_version()
    {
        using var present = await world.GetAsync($"/fhir/CarePlan/{child.Plan}/_history/1", Token());
        using var none = await world.GetAsync($"/fhir/CarePlan/{child.Plan}/_history/2", Token());
        using var anothers = await world.GetAsync($"/fhir/CarePlan/{other.Plan}/_history/1", Token());

        Assert.That((present.StatusCode, none.StatusCode, anothers.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        Assert.That(await none.Content.ReadAsStringAsync(), Is.EqualTo(await anothers.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task What_a_caller_put_in_a_query_is_not_repeated_in_the_log()
    {
        using var found = await FoundAsync("CarePlan?patient=Wren-Ashdown&category=Quillfeather");

        Assert.That(await world.LeavesAsync(), Has.None.Contains("Wren-Ashdown"));
        Assert.That((await world.LeavesAsync()).Any(leaf => leaf.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("CarePlan?patient=malformed&category=unknown&_summary=false")), StringComparison.Ordinal)));
    }

    private string Filled(string query) => query
        .Replace("{plan}", child.Plan, StringComparison.Ordinal).Replace("{otherplan}", other.Plan, StringComparison.Ordinal).Replace("{child}", child.Ref, StringComparison.Ordinal)
        .Replace("{other}", other.Ref, StringComparison.Ordinal).Replace("{today}", $"{world.Today:yyyy-MM-dd}", StringComparison.Ordinal)
        .Replace("{planday}", $"{world.Today.AddDays(-30):yyyy-MM-dd}", StringComparison.Ordinal);

    private async Task<JsonDocument> FoundAsync(string query)
    {
        using var answer = await world.GetAsync("/fhir/" + query, Token());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);

        return JsonDocument.Parse(text);
    }

    private string Token() => world.Issuers.Token("tower-hamlets", "iro.th1");
}
