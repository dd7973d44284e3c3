using System.Diagnostics;
using System.Net;
using System.Text;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>Sessions of the portal: in the database, the same at every instance, ended for all at once.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class SessionsTests(DatabaseKind kind)
{
    private const string Signed = "My children";
    private RoutingWorld world = null!;
    private InventedChild child = null!;
    private Browser iro = null!;

    [SetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(kind, portal: true);
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
        iro = new(world.Options.Url);
    }

    [TearDown]
    public async Task StopAsync()
    {
        iro.Dispose();
        await world.DisposeAsync();
    }

    [Test]
    public async Task Signing_in_is_logged_and_the_cookie_is_kept_from_scripts_and_other_sites()
    {
        var (answer, at) = await iro.SignInAsync("tower-hamlets");

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(Signed), at.ToString());
        var cookie = iro.Cookies.GetCookies(iro.Portal).Single(cookie => cookie.Name == "bb-routing-session");
        Assert.That(cookie.HttpOnly);
        Assert.That(cookie.Path, Is.EqualTo("/"));
        Assert.That((await world.LogAsync()).Single(entry => entry.Kind == "sign-in").Agent, Is.EqualTo(world.Issuers.Of("tower-hamlets") + " iro.th1"));
    }

    [Test]
    public async Task A_session_survives_a_restart()
    {
        await iro.SignInAsync("tower-hamlets");

        await world.StopRoutingAsync();
        await world.StartRoutingAsync();

        Assert.That(await TextAsync(await iro.GetAsync("/")), Does.Contain(Signed));
    }

    [Test]
    public async Task Two_instances_share_it_and_signing_out_at_one_signs_out_at_both()
    {
        var (another, url) = await world.AnotherAsync();
        await using var second = another;
        await iro.SignInAsync("tower-hamlets");
        Assert.That(await TextAsync(await iro.ShowAtAsync(url, "/")), Does.Contain(Signed));
        var kept = iro.Cookies.GetCookieHeader(iro.Portal);

        using var answer = await iro.PostAsync("/", new(), "/sign-out");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(await ShownAsync(url, kept), Does.Not.Contain(Signed));
        Assert.That(await ShownAsync(world.Options.Url, kept), Does.Not.Contain(Signed));
        Assert.That((await world.LogAsync()).Count(entry => entry.Kind == "sign-out"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_the_database_keeps_of_a_session_opens_nothing()
    {
        await iro.SignInAsync("tower-hamlets");

        await using var connection = await world.Database.OpenAsync(default);
        var ticket = await connection.QuerySingleAsync<byte[]>("SELECT ticket FROM portal_sessions");
        var text = Encoding.Latin1.GetString(ticket);

        Assert.That(text, Does.Not.Contain("eyJ"), "no token");
        Assert.That(text, Does.Not.Contain("iro.th1"));
        Assert.That(iro.Session, Is.Not.Null.And.Not.Contains("eyJ"));
    }

    [Test]
    public async Task Signing_in_again_begins_a_new_session_and_ends_the_old_one()
    {
        await iro.SignInAsync("tower-hamlets");
        var (old, kept) = (iro.Session, iro.Cookies.GetCookieHeader(iro.Portal));

        await iro.SignInAsync("tower-hamlets");

        Assert.That(iro.Session, Is.Not.EqualTo(old));
        Assert.That(await TextAsync(await iro.GetAsync("/")), Does.Contain(Signed));
        Assert.That(await ShownAsync(world.Options.Url, kept), Does.Not.Contain(Signed));
    }

    [Test]
    public async Task However_many_requests_at_however_many_instances_need_the_next_token_it_is_bought_once()
    {
        var (another, url) = await world.AnotherAsync();
        await using var second = another;
        await iro.SignInAsync("tower-hamlets");
        world.Clock.Shift(TimeSpan.FromMinutes(6));

        var pages = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => iro.ShowAtAsync(n % 2 == 0 ? url : world.Options.Url, "/")));

        Assert.That(pages.Select(page => page.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(await Task.WhenAll(pages.Select(TextAsync)), Is.All.Contains(Signed));
        Assert.That(world.Issuers.Renewals, Is.EqualTo(1));
    }

    [TestCase(16, TestName = "A session is forgotten after a quarter of an hour idle")]
    public async Task Idle(int minutes)
    {
        await iro.SignInAsync("tower-hamlets");

        world.Clock.Shift(TimeSpan.FromMinutes(minutes));

        Assert.That(await TextAsync(await iro.GetAsync("/")), Does.Not.Contain(Signed));
    }

    [Test]
    public async Task A_form_without_its_token_does_nothing()
    {
        await iro.SignInAsync("tower-hamlets");

        using var answer = await iro.PostBareAsync("/sign-out", new());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await TextAsync(await iro.GetAsync("/")), Does.Contain(Signed));
    }

    [TestCase("iro.th1", "s-1")]
    [TestCase("iro.th1", null)]
    [TestCase(null, "s-1")]
    public async Task A_logout_at_her_provider_ends_everything_within_a_second(string? subject, string? session)
    {
        var (another, url) = await world.AnotherAsync();
        await using var second = another;
        await iro.SignInAsync("tower-hamlets");
        var token = world.Issuers.Given.Last();
        using (var before = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token)) Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var there = await AskAsync(url, token)) Assert.That(there.StatusCode, Is.EqualTo(HttpStatusCode.OK), "seen and remembered by the other instance");

        var clock = Stopwatch.StartNew();
        using var told = await LogoutAsync("tower-hamlets", world.Issuers.LogoutToken("tower-hamlets", subject, session));
        using var here = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token);
        using var elsewhere = await AskAsync(url, token);
        var page = await iro.ShowAtAsync(url, $"/children/{child.Ref}");
        var took = clock.Elapsed;

        Assert.That(told.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(here.StatusCode, Is.Not.EqualTo(HttpStatusCode.OK));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "its token cache did not hear of it; the decision did");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(5)), "four requests on a busy machine; the refusal itself is the next decision's");
        Assert.That((await world.LogAsync()).Count(entry => entry.Kind == "sign-out"), Is.EqualTo(1));
        TestContext.Out.WriteLine($"told, refused at both instances and page closed in {took.TotalMilliseconds:0} ms");
    }

    [Test]
    public async Task Another_persons_session_stays_and_hers_begins_again_with_a_new_sign_in()
    {
        await iro.SignInAsync("tower-hamlets");
        world.Issuers.Next = ("iro.th2", "s-2", ["iro"]);
        using var other = new Browser(world.Options.Url);
        await other.SignInAsync("tower-hamlets");

        using var told = await LogoutAsync("tower-hamlets", world.Issuers.LogoutToken("tower-hamlets", "iro.th1", "s-1"));
        Assert.That(await TextAsync(await iro.GetAsync("/")), Does.Not.Contain(Signed));
        Assert.That(await TextAsync(await other.GetAsync("/")), Does.Contain(Signed));

        world.Clock.Shift(TimeSpan.FromSeconds(2));
        world.Issuers.Next = ("iro.th1", "s-3", ["iro"]);
        await iro.SignInAsync("tower-hamlets");
        Assert.That(await TextAsync(await iro.GetAsync($"/children/{child.Ref}")), Does.Contain("The file"));
    }

    [Test]
    public async Task A_logout_token_is_used_once_at_its_own_address_and_must_be_right()
    {
        var token = world.Issuers.LogoutToken("tower-hamlets", "iro.th1", null);
        Assert.That(await StatusAsync("tower-hamlets", token), Is.EqualTo(200));
        Assert.That(await StatusAsync("tower-hamlets", token), Is.EqualTo(400), "again");
        Assert.That(await StatusAsync("islington", world.Issuers.LogoutToken("tower-hamlets", "iro.th1", null)), Is.EqualTo(400), "another authority's");
        Assert.That(await StatusAsync("tower-hamlets", world.Issuers.LogoutToken("tower-hamlets", "iro.th1", null, claims => claims["nonce"] = "n")), Is.EqualTo(400));
        Assert.That(await StatusAsync("tower-hamlets", world.Issuers.LogoutToken("tower-hamlets", null, null)), Is.EqualTo(400));
        Assert.That(await StatusAsync("tower-hamlets", world.Issuers.Token("tower-hamlets", "iro.th1")), Is.EqualTo(400), "an access token");
        Assert.That(await StatusAsync("tower-hamlets", "nonsense"), Is.EqualTo(400));
    }

    [Test]
    public async Task Who_has_two_roles_chooses_one_before_she_sees_anything_and_it_is_logged()
    {
        world.Issuers.Next = ("iro.th1", "s-1", ["iro-manager", "iro"]);
        var (answer, at) = await iro.SignInAsync("tower-hamlets", $"/children/{child.Ref}");
        Assert.That(at.AbsolutePath, Is.EqualTo("/choose-role"), await TextAsync(answer));
        Assert.That((await iro.GetAsync($"/children/{child.Ref}")).Headers.Location!.ToString(), Does.Contain("/choose-role"));

        using (var refused = await iro.PostAsync("/choose-role", new() { ["role"] = "auditor" })) Assert.That(refused.Headers.Location!.ToString(), Does.Contain("choose-role"), "not hers");
        using (var chosen = await iro.PostAsync("/choose-role", new() { ["role"] = "iro", ["returnUrl"] = $"/children/{child.Ref}" })) Assert.That(chosen.Headers.Location!.ToString(), Is.EqualTo($"/children/{child.Ref}"));

        Assert.That(await TextAsync(await iro.GetAsync($"/children/{child.Ref}")), Does.Contain("The file"));
        Assert.That((await world.LogAsync()).Where(entry => entry.Kind == "sign-in").Select(entry => entry.Outcome), Is.EqualTo(new[] { "permit", "role-iro" }));

        using (var manager = await iro.PostAsync("/choose-role", new() { ["role"] = "iro-manager" })) Assert.That(manager.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That((await iro.GetAsync($"/children/{child.Ref}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "as a manager she is allocated to nobody");
    }

    [Test]
    public async Task By_the_API_she_names_her_role_with_the_request()
    {
        world.Issuers.Next = ("iro.th1", "s-1", ["iro-manager", "iro"]);
        await iro.SignInAsync("tower-hamlets");
        var token = world.Issuers.Given.Last();

        using var none = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token);
        using var iroRole = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token, request => request.Headers.Add("X-Acting-Role", "iro"));
        using var manager = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token, request => request.Headers.Add("X-Acting-Role", "iro-manager"));
        using var notHers = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", token, request => request.Headers.Add("X-Acting-Role", "auditor"));

        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(iroRole.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(manager.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(notHers.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<int> StatusAsync(string authority, string token)
    {
        using var answer = await LogoutAsync(authority, token);

        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> LogoutAsync(string authority, string token) =>
        world.Http.PostAsync($"/backchannel-logout/{authority}", new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token }));

    private async Task<HttpResponseMessage> AskAsync(string url, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/fhir/CarePlan/{child.Plan}");
        request.Headers.Authorization = new("Bearer", token);

        return await world.Http.SendAsync(request);
    }

    private static async Task<string> ShownAsync(string url, string cookies)
    {
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url + "/");
        request.Headers.Add("Cookie", cookies);
        using var answer = await plain.SendAsync(request);

        return await answer.Content.ReadAsStringAsync();
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();
}
