using System.Net;
using System.Text.Json;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using Microsoft.AspNetCore.WebUtilities;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>SMART App Launch 2.2 with routing as the authorization server, and the case system's own calls.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class SmartTests(DatabaseKind kind)
{
    private RoutingWorld world = null!;
    private SmartClient client = null!;
    private InventedChild child = null!;
    private InventedChild other = null!;
    private Browser iro = null!;

    [SetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(kind, SmartClient.Register, portal: true);
        client = new(world);
        child = await new InventedChild(world).IntroduceAsync();
        other = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated(), other.Allocated());
        iro = new(world.Options.Url);
    }

    [TearDown]
    public async Task StopAsync()
    {
        iro.Dispose();
        await world.DisposeAsync();
    }

    [TestCase("/.well-known/smart-configuration")]
    [TestCase("/fhir/.well-known/smart-configuration")]
    public async Task It_says_what_it_is(string at)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, at);
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Origin", "http://localhost:5997");
        using var answer = await world.Http.SendAsync(request);
        var said = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "http://localhost:5997" }));
        Assert.That(said.GetProperty("authorization_endpoint").GetString(), Is.EqualTo(world.Options.Url + "/smart/authorize"));
        Assert.That(said.GetProperty("token_endpoint").GetString(), Is.EqualTo(world.Options.Url + "/smart/token"));
        Assert.That(said.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(one => one.GetString()), Is.EqualTo(new[] { "S256" }));
        Assert.That(said.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()), Is.SupersetOf(new[] { "launch-ehr", "launch-standalone", "client-confidential-asymmetric", "permission-v2" }));
    }

    [Test]
    public async Task The_capability_statement_names_its_endpoints()
    {
        var metadata = JsonSerializer.Deserialize<JsonElement>(await world.Http.GetStringAsync("/fhir/metadata"));
        var uris = metadata.GetProperty("rest")[0].GetProperty("security").GetProperty("extension")[0].GetProperty("extension").EnumerateArray()
            .ToDictionary(one => one.GetProperty("url").GetString()!, one => one.GetProperty("valueUri").GetString());

        Assert.That(uris["authorize"], Is.EqualTo(world.Options.Url + "/smart/authorize"));
        Assert.That(uris["token"], Is.EqualTo(world.Options.Url + "/smart/token"));
    }

    [Test]
    public async Task An_origin_nobody_registered_may_not_read_the_answers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
        request.Headers.Add("Origin", "http://localhost:1234");
        using var answer = await world.Http.SendAsync(request);

        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [Test]
    public async Task A_case_opens_on_its_child_and_the_token_reads_that_child_and_no_other()
    {
        Assert.That(await BindAsync("case-1", child.Ref), Is.EqualTo(204));
        var launch = await client.LaunchAsync("case-1");

        var given = await GrantedAsync(client.Authorize(query => (query["launch"], query["scope"]) = (launch, "launch online_access patient/CarePlan.rs patient/Patient.r")), child.Ref);

        var token = given.GetProperty("access_token").GetString()!;
        Assert.That(given.GetProperty("patient").GetString(), Is.EqualTo(child.Ref));
        Assert.That(given.GetProperty("scope").GetString(), Is.EqualTo("launch online_access patient/CarePlan.rs patient/Patient.r"));
        Assert.That(given.GetProperty("expires_in").GetInt32(), Is.EqualTo(300));
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", token), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await ReadAsync($"CarePlan/{other.Plan}", token), Is.EqualTo(HttpStatusCode.NotFound), "hers, but not this token's");
        Assert.That(await ReadAsync($"DocumentReference/{child.Document}", token), Is.EqualTo(HttpStatusCode.NotFound), "not among its scopes");
        Assert.That(await ReadAsync($"Binary/{child.Binary}", token), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await world.LogAsync()).Where(entry => entry.ChildRef == other.Ref && entry.Kind == "authz").Select(entry => entry.Outcome), Does.Contain("beyond-token"));
    }

    [Test]
    public async Task A_case_that_is_not_bound_lands_on_my_children_and_never_on_a_guess()
    {
        var launch = await client.LaunchAsync("case-of-nobody");
        await iro.SignInAsync("tower-hamlets");

        var (page, at) = await iro.FollowAsync(client.Authorize(query => (query["launch"], query["scope"]) = (launch, "launch patient/CarePlan.rs")), SmartClient.Back);

        var html = await page.Content.ReadAsStringAsync();
        Assert.That(at.AbsolutePath, Is.EqualTo("/smart/authorize"));
        Assert.That(html, Does.Contain(child.Ref).And.Contain(other.Ref).And.Not.Contain("checked"));
    }

    [Test]
    public async Task A_child_that_is_not_hers_is_not_opened_whatever_the_form_says()
    {
        var strangers = await new InventedChild(world).IntroduceAsync();
        await iro.SignInAsync("tower-hamlets");

        using var answer = await iro.PostAsync(client.Authorize(), new() { ["child"] = strangers.Ref });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), "asked again");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("whose file shall be opened"));
    }

    [Test]
    public async Task Another_authoritys_people_do_not_use_its_launches()
    {
        await BindAsync("case-1", child.Ref);
        var launch = await client.LaunchAsync("case-1");
        await iro.SignInAsync("islington");

        var (_, at) = await iro.FollowAsync(client.Authorize(query => query["launch"] = launch), SmartClient.Back);

        Assert.That(QueryHelpers.ParseQuery(at.Query)["error"].ToString(), Is.EqualTo("access_denied"));
    }

    [Test]
    public async Task A_case_is_bound_only_to_a_child_the_authoritys_own_officers_review()
    {
        var strangers = await new InventedChild(world).IntroduceAsync();

        Assert.That(await BindAsync("case-2", strangers.Ref), Is.EqualTo(404));
        Assert.That(await BindAsync("case-2", new string('0', 32)), Is.EqualTo(404), "and one that does not exist is the same");
        Assert.That(await BindAsync("a%20name", child.Ref), Is.EqualTo(400));
    }

    [TestCase("code_challenge_method", "plain", "invalid_request")]
    [TestCase("code_challenge_method", null, "invalid_request")]
    [TestCase("code_challenge", null, "invalid_request")]
    [TestCase("code_challenge", "short", "invalid_request")]
    [TestCase("response_type", "token", "unsupported_response_type")]
    [TestCase("aud", "https://elsewhere.example/fhir", "invalid_request")]
    [TestCase("aud", null, "invalid_request")]
    [TestCase("state", null, "invalid_request")]
    [TestCase("scope", "patient/*.cud", "invalid_scope")]
    [TestCase("scope", "openid", "invalid_scope")]
    [TestCase("scope", "system/*.rs", "invalid_scope")]
    [TestCase("launch", "nonsense", "invalid_request")]
    public async Task A_request_with_a_fault_goes_back_with_an_error(string parameter, string? value, string error)
    {
        using var answer = await iro.GetAsync(client.Authorize(query => query[parameter] = value));

        Assert.That(answer.Headers.Location!.ToString(), Does.StartWith(SmartClient.Back));
        Assert.That(QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["error"].ToString(), Is.EqualTo(error));
    }

    [TestCase("client_id", "nobody")]
    [TestCase("redirect_uri", "http://localhost:5997/back/")]
    [TestCase("redirect_uri", "https://evil.example/back")]
    public async Task A_request_that_cannot_be_trusted_goes_nowhere(string parameter, string value)
    {
        using var answer = await iro.GetAsync(client.Authorize(query => query[parameter] = value));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_code_is_good_once_and_a_second_use_withdraws_what_came_of_it()
    {
        var code = await CodeAsync(client.Authorize(), child.Ref);
        var (status, given) = await client.TokenAsync(SmartClient.Exchange(code));
        Assert.That(status, Is.EqualTo(200));
        var token = given.GetProperty("access_token").GetString()!;
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", token), Is.EqualTo(HttpStatusCode.OK));

        Assert.That((await client.TokenAsync(SmartClient.Exchange(code))).Status, Is.EqualTo(400));

        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", token), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_code_without_its_verifier_is_spent_for_nothing()
    {
        var code = await CodeAsync(client.Authorize(), child.Ref);

        Assert.That((await client.TokenAsync(SmartClient.Exchange(code, new string('x', 50)))).Answer.GetProperty("error").GetString(), Is.EqualTo("invalid_grant"));
        Assert.That((await client.TokenAsync(SmartClient.Exchange(code))).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_refresh_token_is_good_once_and_a_second_use_withdraws_all()
    {
        var given = await GrantedAsync(client.Authorize(), child.Ref);
        Dictionary<string, string> form = new() { ["grant_type"] = "refresh_token", ["client_id"] = SmartClient.App, ["refresh_token"] = given.GetProperty("refresh_token").GetString()! };

        var (status, next) = await client.TokenAsync(form);
        Assert.That(status, Is.EqualTo(200));
        Assert.That(next.GetProperty("patient").GetString(), Is.EqualTo(child.Ref));
        Assert.That((await client.TokenAsync(form)).Status, Is.EqualTo(400));
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", next.GetProperty("access_token").GetString()!), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_token_ends_with_its_time_by_revocation_and_with_the_session_it_lives_by()
    {
        var first = (await GrantedAsync(client.Authorize(), child.Ref)).GetProperty("access_token").GetString()!;
        await client.PostAsync("/smart/revoke", new() { ["client_id"] = SmartClient.App, ["token"] = first });
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", first), Is.EqualTo(HttpStatusCode.Unauthorized), "revoked");

        var second = (await GrantedAsync(client.Authorize(), child.Ref)).GetProperty("access_token").GetString()!;
        world.Clock.Shift(TimeSpan.FromSeconds(301));
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", second), Is.EqualTo(HttpStatusCode.Unauthorized), "run out");

        var third = (await GrantedAsync(client.Authorize(), child.Ref)).GetProperty("access_token").GetString()!;
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", third), Is.EqualTo(HttpStatusCode.OK));
        using var told = await world.Http.PostAsync("/backchannel-logout/tower-hamlets", new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = world.Issuers.LogoutToken("tower-hamlets", "iro.th1", null) }));
        Assert.That(await ReadAsync($"CarePlan/{child.Plan}", third), Is.EqualTo(HttpStatusCode.Unauthorized), "signed out at her provider");
    }

    [TestCase("ES384")]
    [TestCase("RS384")]
    public async Task A_case_system_for_itself_learns_references_and_dates_and_reads_no_body(string algorithm)
    {
        var (status, given) = await client.TokenAsync(client.Itself(client.Assertion(algorithm)));
        Assert.That(status, Is.EqualTo(200), given.ToString());
        Assert.That(given.TryGetProperty("refresh_token", out _), Is.False);
        var token = given.GetProperty("access_token").GetString()!;
        await BindAsync("case-1", child.Ref);

        var (listed, children) = await client.CallAsync(HttpMethod.Get, "/ics/children", token);

        Assert.That(listed, Is.EqualTo(200));
        Assert.That(children.EnumerateArray().Select(one => one.GetProperty("childRef").GetString()), Is.EquivalentTo(new[] { child.Ref, other.Ref }));
        var mine = children.EnumerateArray().Single(one => one.GetProperty("childRef").GetString() == child.Ref);
        Assert.That(mine.EnumerateObject().Select(one => one.Name), Is.SubsetOf(new[] { "childRef", "holder", "iro", "from", "to", "lastReview", "caseId" }));
        Assert.That(mine.GetProperty("caseId").GetString(), Is.EqualTo("case-1"));
        foreach (var thing in (string[])[$"Patient/{child.Ref}", $"CarePlan/{child.Plan}", $"Binary/{child.Binary}"]) Assert.That(await ReadAsync(thing, token), Is.EqualTo(HttpStatusCode.NotFound), thing);
        Assert.That(world.Islington.Heard, Is.Empty, "the holder was not even asked");
        Assert.That((await world.LogAsync()).Count(entry => entry.Kind == "query" && entry.ChildRef == child.Ref), Is.EqualTo(1));
    }

    [Test]
    public async Task An_assertion_is_used_once_and_a_bad_one_never()
    {
        var assertion = client.Assertion();
        Assert.That((await client.TokenAsync(client.Itself(assertion))).Status, Is.EqualTo(200));
        var (status, answer) = await client.TokenAsync(client.Itself(assertion));
        Assert.That((status, answer.GetProperty("error").GetString()), Is.EqualTo((401, "invalid_client")), "again");
        Assert.That((await client.TokenAsync(client.Itself(client.Assertion(change: claims => claims["aud"] = "https://elsewhere.example")))).Status, Is.EqualTo(401));
        Assert.That((await client.TokenAsync(new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs", ["client_id"] = SmartClient.Ics })).Status, Is.EqualTo(401), "no assertion");
        Assert.That((await client.TokenAsync(new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs", ["client_id"] = SmartClient.App })).Status, Is.EqualTo(400), "no keys");
        Assert.That((await client.TokenAsync(client.Itself(scope: "patient/*.rs"))).Answer.GetProperty("error").GetString(), Is.EqualTo("invalid_scope"));
        Assert.That((await client.CallAsync(HttpMethod.Get, "/ics/children", "nonsense")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_persons_token_does_not_do_for_the_case_systems_own_calls()
    {
        var token = (await GrantedAsync(client.Authorize(), child.Ref)).GetProperty("access_token").GetString()!;

        Assert.That((await client.CallAsync(HttpMethod.Get, "/ics/children", token)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Only_the_configured_case_systems_frame_the_viewer_and_nothing_else_is_framed()
    {
        using var viewer = await iro.GetAsync("/viewer");
        using var front = await iro.GetAsync("/");
        using var authorize = await iro.GetAsync(client.Authorize());

        Assert.That(viewer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain($"frame-ancestors {SmartClient.FrameOrigin}").And.StartWith("default-src 'none'"));
        Assert.That(front.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors 'none'"));
        Assert.That(authorize.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors 'none'"));
        Assert.That(viewer.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(viewer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        Assert.That(viewer.Headers.CacheControl!.NoStore);
    }

    [Test]
    public async Task The_viewers_pages_take_its_token_and_give_no_cookie()
    {
        await BindAsync("case-1", child.Ref);
        var token = await ViewerTokenAsync(await client.LaunchAsync("case-1"));

        using var hers = await PageAsync($"/children/{child.Ref}", token);
        using var others = await PageAsync($"/children/{other.Ref}", token);
        using var none = await PageAsync($"/children/{child.Ref}", "nonsense");

        Assert.That(await hers.Content.ReadAsStringAsync(), Does.Contain("The file"));
        Assert.That(hers.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_viewer_turns_to_the_next_child_and_lets_go_of_the_last()
    {
        await BindAsync("case-1", child.Ref);
        await BindAsync("case-2", other.Ref);
        var first = await ViewerTokenAsync(await client.LaunchAsync("case-1"));

        var (status, given) = await client.TokenAsync(new()
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange", ["client_id"] = "boroughbridge-viewer", ["subject_token"] = first,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token", ["launch"] = await client.LaunchAsync("case-2"),
        });

        Assert.That(status, Is.EqualTo(200), given.ToString());
        Assert.That(given.GetProperty("patient").GetString(), Is.EqualTo(other.Ref));
        using var next = await PageAsync($"/children/{other.Ref}", given.GetProperty("access_token").GetString()!);
        using var last = await PageAsync($"/children/{child.Ref}", first);
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(last.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<int> BindAsync(string caseId, string childRef) => (await client.CallAsync(HttpMethod.Put, $"/ics/cases/{caseId}", await client.OwnTokenAsync(), new { childRef })).Status;

    private async Task<HttpStatusCode> ReadAsync(string thing, string token)
    {
        using var answer = await world.GetAsync("/fhir/" + thing, token);

        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> PageAsync(string path, string token) => await world.GetAsync(path, token);

    /// <summary>Signs her in where she is not, chooses the child, and takes the code from the address she is sent to.</summary>
    private async Task<string> CodeAsync(string authorize, string childRef)
    {
        if (iro.Session is null) await iro.SignInAsync("tower-hamlets");
        using var answer = await iro.PostAsync(authorize, new() { ["child"] = childRef });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), await answer.Content.ReadAsStringAsync());
        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        Assert.That(query["state"].ToString(), Is.EqualTo("a state"));

        return query["code"].ToString();
    }

    private async Task<JsonElement> GrantedAsync(string authorize, string childRef)
    {
        var (status, given) = await client.TokenAsync(SmartClient.Exchange(await CodeAsync(authorize, childRef)));
        Assert.That(status, Is.EqualTo(200), given.ToString());

        return given;
    }

    private async Task<string> ViewerTokenAsync(string launch)
    {
        await iro.SignInAsync("tower-hamlets");
        var back = world.Options.Url + "/viewer/signed-in";
        var (_, at) = await iro.FollowAsync(
            client.Authorize(query => (query["client_id"], query["redirect_uri"], query["scope"], query["launch"]) = ("boroughbridge-viewer", back, "launch launch/patient online_access patient/*.rs", launch)), back);
        var (_, given) = await client.TokenAsync(new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "boroughbridge-viewer", ["redirect_uri"] = back, ["code"] = QueryHelpers.ParseQuery(at.Query)["code"].ToString(), ["code_verifier"] = SmartClient.Verifier,
        });

        return given.GetProperty("access_token").GetString()!;
    }
}
