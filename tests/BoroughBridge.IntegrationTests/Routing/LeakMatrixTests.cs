using System.Net;
using System.Text;
using System.Text.Json;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Routing.Index;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>
/// Generated requests, callers by paths by parameters, against a routing full of children: nothing of a child who is not the caller's comes back, by
/// whatever road. BB_LEAKS is how many (scripts/soak leaks: 10,000); BB_SEED repeats a run.
/// </summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class LeakMatrixTests(DatabaseKind kind)
{
    private static readonly int Requests = int.TryParse(Environment.GetEnvironmentVariable("BB_LEAKS"), out var many) ? many : 400;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("BB_SEED"), out var seed) ? seed : Environment.TickCount;
    private static readonly string[] Types = ["Patient", "CarePlan", "DocumentReference", "Encounter", "Binary"];

    // Each is refused by name: chains, reverse chains, modifiers, iteration, and every control parameter that could widen an answer.
    private static readonly string[] Refused =
    [
        "_has:CarePlan:patient:status=active", "patient.name=Wren", "patient:Patient.birthdate=2014", "subject:missing=true", "_revinclude=CarePlan:patient", "_include:iterate=CarePlan:patient",
        "_include=CarePlan:*", "_include=*", "_include=DocumentReference:related", "_revinclude:iterate=Encounter:patient", "_filter=status eq active", "_elements=id", "_query=all", "_list=1", "_content=a", "_text=a", "_type=Patient",
        "_contained=true", "_containedType=container", "_score=1", "name=Wren", "family=A", "identifier=9990000018", "birthdate=2014-03-02", "address-postalcode=N1", "_sort=name", "_sort=date,_id", "_summary=text", "_summary=data",
        "_total=estimate", "_page=2", "_getpages=1", "_offset=10", "_id:not=1", "date:missing=false", "_tag=scan", "_profile=x", "_source=x", "description=x", "owner=me", "_cursor=AAAA", "_count=x", "date=xx2026", "_format=xml", "_security:not=police",
    ];

    private RoutingWorld world = null!;
    private readonly List<InventedChild> children = [];
    private readonly List<Someone> callers = [];
    private Random random = null!;

    /// <summary>A caller, and what she may have by a table of this test's own making.</summary>
    private sealed record Someone(string Name, Func<string?> Token, IReadOnlyCollection<InventedChild> Bodies, IReadOnlyCollection<InventedChild> Index);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        TestContext.Out.WriteLine($"seed {Seed}, {Requests} requests");
        random = new(Seed);
        world = await RoutingWorld.StartAsync(kind);
        var mine = await ChildAsync(child => [child.Allocated()]);
        var second = await ChildAsync(child => [child.Allocated()]);
        var hers = await ChildAsync(child => [child.Allocated("iro.th2")]);
        await ChildAsync(_ => []);
        await ChildAsync(child => [child.Proposed()]);
        await ChildAsync(child => [child.Allocated(from: world.Today.AddDays(-9)), child.Ended(world.Today.AddDays(-1))]);
        await ChildAsync(child => [child.Allocated(), child.Ended(world.Today, immediately: true)]);
        await ChildAsync(child => [child.Allocated(from: world.Today.AddDays(1))]);
        await ChildAsync(child => [child.Allocated(), child.Identity("adoption-sealed") with { Version = 2 }]);
        await ChildAsync(child => [child.Allocated(), child.Identity("staff-or-public-figure") with { Version = 2 }]);
        await ChildAsync(child => [child.Allocated(), child.Identity("a-label-of-tomorrow") with { Version = 2 }]);
        await ChildAsync(child => [child.Allocated() with { Agreement = "none" }]);
        await ChildAsync(child => [child.Allocated() with { Employer = "islington", Iro = new() { Issuer = world.Issuers.Of("islington"), Subject = "iro.th1" } }]);
        var denied = await ChildAsync(child => [child.Allocated()]);
        var closed = await ChildAsync(child => [child.Allocated()]);
        var elsewhere = await ChildAsync(child => [child.Allocated("iro.isl1")], "tower-hamlets", "islington");
        await world.Services.GetRequiredService<BoroughBridge.Routing.People.NamedDenies>().SetAsync(denied.Ref, world.Issuers.Of("tower-hamlets"), "iro.th1", deny: true, default);
        await world.Database.InTransactionAsync(transaction => world.Applier("islington").CloseChildAsync(closed.Ref, transaction, default), default);
        using var operators = new OperatorDoor(world);
        await operators.PostAsync("users/disable", new { authority = "tower-hamlets", subject = "iro.disabled" });
        await operators.PostAsync("users/untrained", new { authority = "tower-hamlets", subject = "iro.untrained" });
        await ChildAsync(child => [child.Allocated("iro.disabled")]);
        await ChildAsync(child => [child.Allocated("iro.untrained")]);

        // What her authority's officers have is what who reads beside them sees the index of; the rest is closed, sealed, restricted or not theirs.
        InventedChild[] beside = [mine, second, hers, denied, .. children.TakeLast(2)];
        InventedChild[] islingtons = [.. children.Where(child => child.Holder == "islington")];
        for (var i = 0; i < 3; i++) Add("her IRO", "tower-hamlets", "iro.th1", [mine, second], [mine, second]);
        Add("another IRO", "tower-hamlets", "iro.th2", [hers], [hers]);
        Add("an IRO with none", "tower-hamlets", "iro.none", [], []);
        Add("the other borough's IRO", "islington", "iro.isl1", [elsewhere], [elsewhere]);
        Add("the same login elsewhere", "islington", "iro.th1", [], []);
        Add("disabled", "tower-hamlets", "iro.disabled", [], []);
        Add("untrained", "tower-hamlets", "iro.untrained", [], []);
        Add("business support", "tower-hamlets", "someone.th", [], beside, "business-support");
        foreach (var role in new[] { "iro-manager", "auditor", "caldicott-guardian" }) Add(role, "tower-hamlets", "someone.th", [], [.. beside, elsewhere], role);
        foreach (var role in new[] { "iro-manager", "auditor", "caldicott-guardian" }) Add("holder's " + role, "islington", "someone.isl", [], [.. islingtons, elsewhere], role);
        foreach (var role in new[] { "social-worker", "it-operator", "scanning-clerk", "director", "" }) Add(role, "tower-hamlets", "iro.th1", [], [], role);
        Add("her IRO's machine", "tower-hamlets", "iro.th1", [], [], machine: true);
        callers.Add(new("an ICS", () => world.Issuers.Token("tower-hamlets", "ics", "ics-service", machine: true), [], beside));
        callers.Add(new("wrong audience", () => world.Issuers.Token("tower-hamlets", "iro.th1", audience: "another"), [], []));
        callers.Add(new("nobody", () => null, [], []));
        callers.Add(new("a made-up token", () => "eyJhbGciOiJub25lIn0.e30.", [], []));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    /// <summary>The matrix looks at real answers: what a caller may read comes, and shows whose it is.</summary>
    [Test]
    public async Task Who_may_read_does()
    {
        foreach (var who in callers)
        {
            foreach (var (child, type) in who.Bodies.SelectMany(child => Types.Select(type => (child, type))))
            {
                using var answer = await world.GetAsync($"/fhir/{type}/{IdOf(child, type)}", who.Token());
                Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(Canary(child)), $"{who.Name} {type}");
            }
        }
    }

    [Test]
    public async Task Nothing_of_a_child_comes_back_that_is_not_the_callers()
    {
        var leaks = new List<string>();
        var shapes = new Dictionary<string, string>();
        var cursors = await CursorsAsync();
        for (var i = 0; i < Requests; i++)
        {
            var who = callers[random.Next(callers.Count)];
            var (request, unsupported, single) = Invent(cursors);
            var asked = Uri.UnescapeDataString(request.RequestUri!.OriginalString) + (request.Content is null ? "" : await request.Content.ReadAsStringAsync());
            if (who.Token() is { } token) request.Headers.Authorization = new("Bearer", token);
            using (request)
            {
                using var answer = await world.Http.SendAsync(request);
                var text = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()) + answer.Headers + answer.Content.Headers;
                var what = $"{who.Name}: {request.Method} {asked} => {(int)answer.StatusCode}";
                foreach (var child in children)
                {
                    if (!who.Bodies.Contains(child) && text.Contains(Canary(child), StringComparison.Ordinal)) leaks.Add("body of another's child: " + what);
                    if (who.Index.Contains(child)) continue;
                    foreach (var id in new[] { child.Ref, child.Plan, child.Document, child.Binary, child.Review, child.Allocation })
                        if (text.Contains(id, StringComparison.Ordinal) && !asked.Contains(id, StringComparison.Ordinal)) leaks.Add("id of another's child: " + what);
                    if (answer.IsSuccessStatusCode && single is { } wanted && wanted.Contains(child.Ref) && answer.StatusCode == HttpStatusCode.OK) leaks.Add("read of another's thing: " + what);
                }

                if (unsupported && answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)) leaks.Add("a parameter was passed over: " + what);
                if (answer.StatusCode == HttpStatusCode.InternalServerError) leaks.Add("a fault: " + what);
                if (single is not null && answer.StatusCode == HttpStatusCode.NotFound)
                {
                    var names = string.Join(',', answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal));
                    shapes[$"{request.Method == HttpMethod.Head} {names} {answer.Content.Headers.ContentLength}"] = what;
                }
            }
        }

        Assert.That(leaks, Is.Empty);
        Assert.That(shapes, Has.Count.LessThanOrEqualTo(2), "refused and absent are alike, by GET and by HEAD: " + string.Join('\n', shapes.Values));
    }

    /// <summary>What the statement narrows to and what the decision permits are the same, page after page, for every caller and type.</summary>
    [Test]
    public async Task The_narrowing_of_search_and_the_decision_agree()
    {
        var facts = world.Services.GetRequiredService<AccessFacts>();
        foreach (var (authority, subject, role, machine) in new[]
        {
            ("tower-hamlets", "iro.th1", "iro", false), ("tower-hamlets", "iro.th2", "iro", false), ("islington", "iro.isl1", "iro", false), ("tower-hamlets", "x", "iro-manager", false),
            ("tower-hamlets", "x", "business-support", false), ("islington", "x", "auditor", false), ("tower-hamlets", "ics", "ics-service", true), ("tower-hamlets", "iro.th1", "social-worker", false),
        })
        {
            var user = new UserIdentity
            {
                Issuer = world.Issuers.Of(authority),
                Subject = subject,
                Authority = authority,
                Roles = [role],
                Name = "",
                TokenId = Ids.New(),
                Expires = world.Clock.GetUtcNow().AddMinutes(5),
                UserPresent = !machine,
            };
            foreach (var type in Types.Except(["Binary"]))
            {
                var all = children.Select(child => IdOf(child, type)).ToArray();
                var found = await facts.ForAsync(user, [type], all, default);
                var permitted = found.Things.Where(thing => thing.Type == type && found.Decide(thing, Purposes.Default, Agreements, world.Clock.GetUtcNow(), Asked.Index).Permitted).Select(thing => thing.Id);

                var shown = await AllPagesAsync($"/fhir/{type}?_summary=true&_count=2", world.Issuers.Token(authority, subject, role, machine));

                Assert.That(shown, Is.EquivalentTo(permitted), $"{role} {subject} {type}");
                Assert.That(shown, Is.Unique);
            }
        }
    }

    private Agreement[] Agreements => [.. world.Options.Agreements.Select(agreement => agreement.ToAgreement())];

    private async Task<List<string>> AllPagesAsync(string path, string token)
    {
        var ids = new List<string>();
        for (string? next = path; next is not null;)
        {
            using var answer = await world.GetAsync(next.Replace(world.Options.Url, "", StringComparison.Ordinal), token);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), next);
            using var bundle = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            if (bundle.RootElement.TryGetProperty("entry", out var entries)) ids.AddRange(entries.EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!));
            next = bundle.RootElement.GetProperty("link").EnumerateArray().FirstOrDefault(link => link.GetProperty("relation").GetString() == "next") is { ValueKind: JsonValueKind.Object } link ? link.GetProperty("url").GetString() : null;
        }

        return ids;
    }

    /// <summary>Places at the ends of pages, each sealed for one caller; everybody else tries them.</summary>
    private async Task<string[]> CursorsAsync()
    {
        var links = new List<string>();
        foreach (var type in Types.Except(["Binary"]))
        {
            using var answer = await world.GetAsync($"/fhir/{type}?_summary=true&_count=1", world.Issuers.Token("tower-hamlets", "iro.th1"));
            using var bundle = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            links.AddRange(bundle.RootElement.GetProperty("link").EnumerateArray().Select(link => link.GetProperty("url").GetString()!).Where(url => url.Contains("_cursor", StringComparison.Ordinal)));
        }

        Assert.That(links, Has.Count.EqualTo(4));

        return [.. links.Select(link => link.Replace(world.Options.Url, "", StringComparison.Ordinal))];
    }

    private (HttpRequestMessage Request, bool Unsupported, string? Single) Invent(string[] cursors)
    {
        var child = children[random.Next(children.Count)];
        var type = Types[random.Next(Types.Length)];
        var searched = Types[random.Next(4)];
        var id = random.Next(6) == 0 ? Ids.New() : IdOf(child, type);
        var single = $"{child.Ref} {id}";
        switch (random.Next(16))
        {
            case 0 or 1 or 2:
                return (With(new(random.Next(3) == 0 ? HttpMethod.Head : HttpMethod.Get, $"/fhir/{type}/{id}")), false, single);
            case 3:
                return (With(new(HttpMethod.Get, $"/fhir/{(type == "Binary" ? "CarePlan" : type)}/{id}/_history/{random.Next(0, 4)}")), false, single);
            case 4:
                return (new(HttpMethod.Get, $"/fhir/{Types[random.Next(Types.Length)]}/{IdOf(child, Types[random.Next(Types.Length)])}{new[] { "/_history", "/$everything", "/CarePlan", "/$docref", "/*", "%2F..%2Fmetadata" }[random.Next(6)]}"), false, null);
            case 5 or 6 or 7 or 8:
                return (new(random.Next(4) == 0 ? HttpMethod.Head : HttpMethod.Get, $"/fhir/{searched}?{Offered(searched, child)}"), false, null);
            case 9:
                return (new(HttpMethod.Post, $"/fhir/{searched}/_search") { Content = new StringContent(Offered(searched, child), Encoding.ASCII, "application/x-www-form-urlencoded") }, false, null);
            case 10 or 11:
                return (new(HttpMethod.Get, $"/fhir/{searched}?{Offered(searched, child)}&{Refused[random.Next(Refused.Length)]}"), true, null);
            case 12:
                return (new(HttpMethod.Get, cursors[random.Next(cursors.Length)] + (random.Next(3) == 0 ? "A" : "")), false, null);
            case 13:
                return (new(new HttpMethod(new[] { "PUT", "DELETE", "PATCH", "POST", "OPTIONS" }[random.Next(5)]), $"/fhir/{type}/{id}") { Content = Json($$"""{"resourceType":"{{type}}","id":"{{id}}"}""") }, false, null);
            case 14:
                return (new(HttpMethod.Post, "/fhir") { Content = Json($$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"{{{type}}}/{{{id}}}"}}]}""") }, false, null);
            default:
                return (new(HttpMethod.Get, new[] { "/record/snapshot/islington", "/record/read", "/operator/allocations", "/operator/stream", "/metrics", "/health/ready", $"/fhir?_type={type}", "/fhir/_search", "/fhir/Task", "/fhir/AuditEvent", $"/fhir/{type.ToLowerInvariant()}/{id}" }[random.Next(11)]), false, null);
        }
    }

    private HttpRequestMessage With(HttpRequestMessage request)
    {
        switch (random.Next(6))
        {
            case 0: request.Headers.TryAddWithoutValidation("If-None-Match", "W/\"1\""); break;
            case 1: request.Headers.TryAddWithoutValidation("If-Modified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"); break;
            case 2: request.Headers.TryAddWithoutValidation("Range", "bytes=0-10"); break;
            case 3: request.Headers.TryAddWithoutValidation("X-Purpose-Of-Use", new[] { "review", "monitoring", "review-preparation" }[random.Next(3)]); break;
        }

        return request;
    }

    private string Offered(string type, InventedChild child)
    {
        var other = children[random.Next(children.Count)];
        var some = new List<string>();
        void Maybe(string parameter)
        {
            if (random.Next(3) == 0) some.Add(parameter);
        }

        if (type != "Patient")
        {
            Maybe($"patient={new[] { child.Ref, "Patient/" + child.Ref, $"{child.Ref},{other.Ref}", Ids.New() }[random.Next(4)]}");
            Maybe($"date={new[] { "eq", "ne", "lt", "le", "gt", "ge", "" }[random.Next(7)]}{world.Today.AddDays(-random.Next(200)):yyyy-MM-dd}");
            Maybe($"status={new[] { "active", "current", "finished", "active,current,finished" }[random.Next(4)]}");
            Maybe($"{(type == "CarePlan" ? "category" : "type")}={new[] { "care-plan", "lac-review", "sw-report", "lac-review-record" }[random.Next(4)]}");
            Maybe($"_include={type}:{(random.Next(2) == 0 ? "patient" : "subject")}");
            Maybe($"_sort={new[] { "date", "-date" }[random.Next(2)]}");
        }
        else Maybe($"_sort={new[] { "_lastUpdated", "-_lastUpdated" }[random.Next(2)]}");

        Maybe($"_id={IdOf(child, type)},{IdOf(other, type)}");
        Maybe($"_lastUpdated={new[] { "ge", "lt" }[random.Next(2)]}{world.Today.AddDays(-1):yyyy-MM-dd}");
        Maybe($"_security={new[] { "adoption-sealed", "staff-or-public-figure", "police", "a-label-of-tomorrow" }[random.Next(4)]}");
        Maybe($"_summary={new[] { "true", "false", "count" }[random.Next(3)]}");
        Maybe("_total=accurate");
        Maybe($"_count={random.Next(0, 200)}");

        return string.Join('&', some);
    }

    private async Task<InventedChild> ChildAsync(Func<InventedChild, Contracts.Events.IChildEvent[]> then, string holder = "islington", string employer = "tower-hamlets")
    {
        var child = await new InventedChild(world, holder, employer).IntroduceAsync();
        var at = holder == "islington" ? world.Islington : world.TowerHamlets;
        foreach (var type in Types)
            at.Put(type, IdOf(child, type), child.Ref, Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","id":"{{IdOf(child, type)}}","language":"{{Canary(child)}}"}"""));
        await world.TellAsync(holder, then(child));
        children.Add(child);

        return child;
    }

    private void Add(string name, string authority, string subject, InventedChild[] bodies, InventedChild[] index, string role = "iro", bool machine = false) =>
        callers.Add(new(name, () => world.Issuers.Token(authority, subject, role, machine), bodies, index));

    private static string Canary(InventedChild child) => $"canary{child.Allocation}"; // an id no answer names

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/fhir+json");

    private static string IdOf(InventedChild child, string type) => type switch
    {
        "Patient" => child.Ref,
        "CarePlan" => child.Plan,
        "DocumentReference" => child.Document,
        "Binary" => child.Binary,
        _ => child.Review,
    };
}
