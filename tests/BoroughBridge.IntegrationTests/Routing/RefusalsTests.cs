using System.Net;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class RefusalsTests(DatabaseKind kind, TransportProfile profile)
{
    private static readonly string[] Paths = ["Patient", "CarePlan", "DocumentReference", "Binary", "Encounter"];
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(kind, options =>
    {
        options.Authorities["camden"] = new() { DisplayName = "Camden", LaNumber = "202", RecordUrl = $"https://127.0.0.1:{Ports.Free()}" };
        options.Trust.IdentityProviders["camden"] = new() { Issuer = options.Trust.IdentityProviders["islington"].Issuer.Replace("islington", "camden", StringComparison.Ordinal), Audience = "boroughbridge" };
    }, profile);

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [SetUp]
    public async Task IntroduceAsync() => child = await new InventedChild(world).IntroduceAsync();

    [Test]
    public async Task An_iro_without_an_allocation_reads_nothing() => await NothingAsync(Token(), "no-grant");

    [Test]
    public async Task A_proposal_alone_opens_nothing()
    {
        await world.TellAsync("islington", child.Proposed());

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task An_allocation_to_a_sibling_opens_nothing()
    {
        var sibling = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", sibling.Allocated());

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task Another_iro_s_allocation_opens_nothing()
    {
        await world.TellAsync("islington", child.Allocated("iro.th2"));

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task The_same_login_of_another_authority_reads_nothing()
    {
        await world.TellAsync("islington", child.Allocated());

        await NothingAsync(world.Issuers.Token("camden", "iro.th1"), "agreement");
    }

    [Test]
    public async Task An_allocation_that_has_ended_opens_nothing()
    {
        await world.TellAsync("islington", child.Allocated(from: world.Today.AddDays(-10)), child.Ended(world.Today.AddDays(-1)));

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task An_allocation_whose_last_day_is_past_opens_nothing()
    {
        await world.TellAsync("islington", child.Allocated(from: world.Today.AddDays(-10), to: world.Today.AddDays(-1)));

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task An_allocation_that_has_not_begun_opens_nothing()
    {
        await world.TellAsync("islington", child.Allocated(from: world.Today.AddDays(1)));

        await NothingAsync(Token(), "no-grant");
    }

    [Test]
    public async Task An_allocation_ended_at_once_closes_at_once_and_a_repeat_does_not_open_it()
    {
        var allocated = child.Allocated();
        await world.TellAsync("islington", allocated);
        using var before = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Token());

        await world.TellAsync("islington", child.Ended(world.Today, immediately: true), allocated);

        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await NothingAsync(Token(), "no-grant");
    }

    [TestCase("social-worker")]
    [TestCase("iro-manager")]
    [TestCase("business-support")]
    [TestCase("auditor")]
    [TestCase("caldicott-guardian")]
    [TestCase("it-operator")]
    [TestCase("scanning-clerk")]
    public async Task Every_role_but_an_iro_is_refused_on_every_path(string role)
    {
        await world.TellAsync("islington", child.Allocated());

        await NothingAsync(world.Issuers.Token("tower-hamlets", "iro.th1", role), "role");
    }

    [Test]
    public async Task A_machine_token_reads_nothing()
    {
        await world.TellAsync("islington", child.Allocated());

        await NothingAsync(world.Issuers.Token("tower-hamlets", "iro.th1", machine: true), "no-user-present");
    }

    [Test]
    public async Task A_purpose_the_agreement_does_not_cover_opens_nothing()
    {
        await world.TellAsync("islington", child.Allocated());

        await NothingAsync(Token(), "agreement", request => request.Headers.Add("X-Purpose-Of-Use", "break-glass"));
    }

    [TestCase(AgreementState.Ended)]
    [TestCase(AgreementState.Suspended)]
    [TestCase(AgreementState.Draft)]
    public async Task No_agreement_in_force_opens_nothing(AgreementState state)
    {
        await using var apart = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.State = state));
        var there = await new InventedChild(apart).IntroduceAsync();
        await apart.TellAsync("islington", there.Allocated());

        using var answer = await apart.GetAsync($"/fhir/CarePlan/{there.Plan}", apart.Issuers.Token("tower-hamlets", "iro.th1"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(apart.Islington.Heard, Is.Empty);
    }

    [Test]
    public async Task A_disabled_person_is_refused_within_a_second_and_reads_again_when_enabled()
    {
        await world.TellAsync("islington", child.Allocated("iro.th9"));
        var token = world.Issuers.Token("tower-hamlets", "iro.th9");
        using var before = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token);
        using var operators = new OperatorDoor(world);

        await operators.PostAsync("users/disable", new { authority = "tower-hamlets", subject = "iro.th9" });
        using var after = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token);

        Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "the token she had is forgotten");
        // A token issued in the second of the disabling is forgotten too; any later one is refused by the decision.
        await Until.TrueAsync(async () => await StatusAsync("iro.th9") == HttpStatusCode.NotFound);
        await operators.PostAsync("users/enable", new { authority = "tower-hamlets", subject = "iro.th9" });
        await Until.TrueAsync(async () => await StatusAsync("iro.th9") == HttpStatusCode.OK);
    }

    [Test]
    public async Task An_untrained_person_is_refused_until_she_is_trained()
    {
        await world.TellAsync("islington", child.Allocated("iro.th8"));
        using var operators = new OperatorDoor(world);
        await operators.PostAsync("users/untrained", new { authority = "tower-hamlets", subject = "iro.th8" });

        await Until.TrueAsync(async () => await StatusAsync("iro.th8") == HttpStatusCode.NotFound);
        await operators.PostAsync("users/trained", new { authority = "tower-hamlets", subject = "iro.th8" });

        await Until.TrueAsync(async () => await StatusAsync("iro.th8") == HttpStatusCode.OK);
    }

    [Test]
    public async Task Where_the_authority_does_not_vouch_only_who_is_marked_trained_reads()
    {
        await using var strict = await RoutingWorld.StartAsync(kind, options => options.Authorities["tower-hamlets"].VouchesForTraining = false);
        var there = await new InventedChild(strict).IntroduceAsync();
        await strict.TellAsync("islington", there.Allocated());

        using var answer = await strict.GetAsync($"/fhir/CarePlan/{there.Plan}", strict.Issuers.Token("tower-hamlets", "iro.th1"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_named_person_is_denied_until_it_is_lifted()
    {
        await world.TellAsync("islington", child.Allocated());
        using var operators = new OperatorDoor(world);
        await operators.PostAsync("denies", new { childRef = child.Ref, authority = "tower-hamlets", subject = "iro.th1" });

        await NothingAsync(Token(), "named-deny");
        await operators.PostAsync("denies/lift", new { childRef = child.Ref, authority = "tower-hamlets", subject = "iro.th1" });
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Token());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("adoption-sealed")]
    [TestCase("legal-privilege")]
    [TestCase("police")]
    [TestCase("a-label-nobody-knows")]
    public async Task A_thing_that_may_not_cross_is_not_there(string label)
    {
        await world.TellAsync("islington", child.Allocated(), child.CarePlan(2, label), child.Scan(2, label));

        foreach (var path in new[] { $"CarePlan/{child.Plan}", $"DocumentReference/{child.Document}", $"Binary/{child.Binary}" })
        {
            using var answer = await world.GetAsync("/fhir/" + path, Token());
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }

        Assert.That(world.Islington.Heard.SelectMany(heard => heard.Things), Has.None.Matches<Contracts.Record.ThingAsked>(thing => thing.ChildRef == child.Ref));
    }

    [TestCase("adoption-sealed", "sealed")]
    [TestCase("a-label-nobody-knows", "sealed")]
    [TestCase("staff-or-public-figure", "restricted")]
    public async Task What_seals_or_restricts_the_file_does_so_for_all_of_it(string label, string reason)
    {
        await world.TellAsync("islington", child.Allocated(), child.Identity(label) with { Version = 2 });

        await NothingAsync(Token(), reason);
    }

    [Test]
    public async Task A_restricted_file_opens_by_named_permission()
    {
        await world.TellAsync("islington", child.Allocated() with { Permissions = ["staff-or-public-figure"] }, child.Identity("staff-or-public-figure") with { Version = 2 });

        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Token());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Nothing_of_a_child_is_read_before_her_labels_are_known()
    {
        var unknown = new InventedChild(world);
        world.Islington.Put("CarePlan", unknown.Plan, unknown.Ref, unknown.PlanBytes);
        await world.TellAsync("islington", unknown.CarePlan(), unknown.Allocated());

        using var before = await world.GetAsync($"/fhir/CarePlan/{unknown.Plan}", Token());
        await world.TellAsync("islington", unknown.Identity());
        using var after = await world.GetAsync($"/fhir/CarePlan/{unknown.Plan}", Token());

        Assert.That((before.StatusCode, after.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.OK)));
    }

    [Test]
    public async Task The_whole_is_not_passed_on_where_it_was_decided_to_take_something_out()
    {
        await world.TellAsync("islington", child.Allocated(), child.CarePlan(2, "protected-address"));

        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Token());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), "this holder gives the whole of anything");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("CarePlan"));
        await Until.TrueAsync(async () => (await world.LogAsync()).Any(entry => entry is { Kind: "not-disclosed", Outcome: "answer-variant" }));
    }

    [Test]
    public async Task Documents_stay_where_they_are_until_both_sides_have_turned_them_on()
    {
        await using var apart = await RoutingWorld.StartAsync(kind, options => options.Agreements.ForEach(agreement => agreement.Capabilities.Clear()));
        var there = await new InventedChild(apart).IntroduceAsync();
        await apart.TellAsync("islington", there.Allocated());
        var token = apart.Issuers.Token("tower-hamlets", "iro.th1");

        using var bytes = await apart.GetAsync($"/fhir/Binary/{there.Binary}", token);
        using var plan = await apart.GetAsync($"/fhir/CarePlan/{there.Plan}", token);

        Assert.That((bytes.StatusCode, plan.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Refused_and_absent_and_malformed_are_alike_to_the_byte()
    {
        var refused = await ShapeAsync($"/fhir/CarePlan/{child.Plan}");

        Assert.That(await ShapeAsync($"/fhir/CarePlan/{Ids.New()}"), Is.EqualTo(refused));
        Assert.That(await ShapeAsync("/fhir/CarePlan/not-an-id"), Is.EqualTo(refused));
        Assert.That(await ShapeAsync($"/fhir/Patient/{child.Plan}"), Is.EqualTo(refused));
        Assert.That(await ShapeAsync($"/fhir/Binary/{child.Binary}"), Is.EqualTo(refused));
        await world.TellAsync("islington", child.Allocated());
        world.Islington.Refuses = true;
        try
        {
            Assert.That(await ShapeAsync($"/fhir/CarePlan/{child.Plan}"), Is.EqualTo(refused), "refused by the holder");
        }
        finally
        {
            world.Islington.Refuses = false;
        }
    }

    [Test]
    public async Task Absent_ids_are_logged_like_refusals_and_malformed_ones_are_not_repeated()
    {
        var before = (await world.LogAsync()).Count;

        using var absent = await world.GetAsync($"/fhir/CarePlan/{Ids.New()}", Token());
        using var malformed = await world.GetAsync("/fhir/CarePlan/a-name-of-someone", Token());

        var entries = (await world.LogAsync()).Skip(before).ToArray();
        Assert.That(entries.Select(entry => (entry.Kind, entry.Outcome, entry.ChildRef)), Is.EqualTo(Enumerable.Repeat(("authz", "refuse", (string?)null), 2)));
        Assert.That(await world.LeavesAsync(), Has.None.Contains("a-name-of-someone"));
    }

    [Test]
    public async Task A_caller_who_hangs_up_is_logged_all_the_same()
    {
        using var gone = new CancellationTokenSource();
        var id = Ids.New();
        var call = world.Http.SendAsync(Request($"/fhir/CarePlan/{id}"), gone.Token);
        await gone.CancelAsync();
        try
        {
            using var answer = await call;
        }
        catch (OperationCanceledException)
        {
        }

        using var next = await world.GetAsync($"/fhir/CarePlan/{id}", Token());
        await Until.TrueAsync(async () => (await world.LeavesAsync()).Any(leaf => leaf.Contains(id, StringComparison.Ordinal)));
    }

    private async Task<HttpStatusCode> StatusAsync(string subject)
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Token(subject));

        return answer.StatusCode;
    }

    private async Task NothingAsync(string token, string reason, Action<HttpRequestMessage>? change = null)
    {
        var before = (await world.LogAsync()).Count;
        var heard = world.Islington.Heard.Count;
        foreach (var type in Paths)
        {
            using var answer = await world.GetAsync($"/fhir/{type}/{IdOf(type)}", token, change);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), type);
        }

        var entries = (await world.LogAsync()).Skip(before).ToArray();
        Assert.That(entries.Select(entry => (entry.Kind, entry.Outcome, entry.ChildRef)), Is.EqualTo(Enumerable.Repeat(("authz", "refuse", (string?)child.Ref), Paths.Length)));
        Assert.That((await world.LeavesAsync()).TakeLast(Paths.Length), Is.All.Contains($"\"{reason}\""));
        Assert.That(world.Islington.Heard, Has.Count.EqualTo(heard), "the holder is not asked");
    }

    private string IdOf(string type) => type switch
    {
        "Patient" => child.Ref,
        "CarePlan" => child.Plan,
        "DocumentReference" => child.Document,
        "Binary" => child.Binary,
        _ => child.Review,
    };

    private async Task<string> ShapeAsync(string path)
    {
        using var answer = await world.Http.SendAsync(Request(path));
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);

        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers.Select(header => header.Key + ": " + string.Join(',', header.Value)))}\n\n{await answer.Content.ReadAsStringAsync()}";
    }

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", Token());

        return request;
    }

    private string Token(string subject = "iro.th1") => world.Issuers.Token("tower-hamlets", subject);
}
