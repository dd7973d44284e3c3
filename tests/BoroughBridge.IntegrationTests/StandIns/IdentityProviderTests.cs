using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BoroughBridge.StandIns;
using BoroughBridge.StandIns.Identity;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.StandIns;

[TestFixture]
public sealed class IdentityProviderTests
{
    private RunningIdentityProvider provider = null!;

    [OneTimeSetUp]
    public async Task Start() => provider = await RunningIdentityProvider.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await provider.DisposeAsync();

    [Test]
    public async Task Discovery_names_the_issuer_it_is_found_under_and_only_s256_and_es256()
    {
        var document = await provider.Http.GetFromJsonAsync<JsonElement>("/islington/.well-known/openid-configuration");

        Assert.That(document.GetProperty("issuer").GetString(), Is.EqualTo(provider.Issuer));
        Assert.That(document.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(method => method.GetString()), Is.EqualTo(new[] { "S256" }));
        Assert.That(document.GetProperty("id_token_signing_alg_values_supported").EnumerateArray().Select(method => method.GetString()), Is.EqualTo(new[] { "ES256" }));
    }

    [Test]
    public async Task The_sign_in_page_says_what_it_is_and_lists_the_people_of_that_authority_only()
    {
        using var answer = await provider.AuthorizeAsync(RunningIdentityProvider.Good());
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.Headers.GetValues("Stand-In").Single(), Does.Contain("demonstration only"));
        Assert.That(page, Does.Contain("stands in for Islington").And.Contain("iro.isl1").And.Contain("manager.isl").And.Not.Contain("iro.th1").And.Not.Contain("password\""));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("form-action 'self' http://localhost:5080;"));
    }

    [Test]
    public async Task Choosing_a_login_ends_in_tokens_that_our_own_validation_accepts()
    {
        var sent = await provider.ChooseAsync("iro.sessional");
        var back = QueryHelpers.ParseQuery(sent.Headers.Location!.Query);
        Assert.That(sent.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(back["state"].Single(), Is.EqualTo("a state"));
        Assert.That(back["iss"].Single(), Is.EqualTo(provider.Issuer));

        var (status, answer) = await provider.TokenAsync(RunningIdentityProvider.Exchange(back["code"]!));
        var id = new JsonWebToken(answer.GetProperty("id_token").GetString());
        var outcome = await Validate(answer.GetProperty("access_token").GetString()!);

        Assert.That(status, Is.EqualTo(200));
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Identity, Has.Property("Subject").EqualTo("iro.sessional").And.Property("Authority").EqualTo("islington").And.Property("UserPresent").True.And.Property("Name").Not.Empty);
        Assert.That(outcome.Identity!.Roles, Is.EqualTo(new[] { "iro-sessional" }));
        Assert.That(id.Audiences.Single(), Is.EqualTo("portal"));
        Assert.That(id.GetPayloadValue<string>("nonce"), Is.EqualTo("a-nonce"));
        Assert.That((id.ValidTo - id.IssuedAt).TotalSeconds, Is.LessThanOrEqualTo(300));
        Assert.That(answer.TryGetProperty("refresh_token", out _), Is.False);
    }

    [Test]
    public async Task An_id_token_is_no_access_token()
    {
        var (_, answer) = await provider.TokenAsync(RunningIdentityProvider.Exchange(await provider.CodeAsync()));

        Assert.That((await Validate(answer.GetProperty("id_token").GetString()!)).Identity, Is.Null);
    }

    [Test]
    public async Task A_code_is_good_once()
    {
        var code = await provider.CodeAsync();

        Assert.That((await provider.TokenAsync(RunningIdentityProvider.Exchange(code))).Status, Is.EqualTo(200));
        Assert.That((await provider.TokenAsync(RunningIdentityProvider.Exchange(code))).Answer.GetProperty("error").GetString(), Is.EqualTo("invalid_grant"));
    }

    [TestCase("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX", "invalid_grant")]
    [TestCase("code_verifier", "", "invalid_grant")]
    [TestCase("code_verifier", RunningIdentityProvider.Challenge, "invalid_grant")]
    [TestCase("redirect_uri", "http://localhost:5080/signed-in/islington/", "invalid_grant")]
    [TestCase("client_id", "other", "invalid_grant")]
    [TestCase("client_id", "nobody", "invalid_client")]
    [TestCase("code", "AAAA", "invalid_grant")]
    [TestCase("grant_type", "password", "unsupported_grant_type")]
    public async Task An_exchange_that_does_not_match_is_refused_and_spends_the_code(string field, string value, string error)
    {
        var form = RunningIdentityProvider.Exchange(await provider.CodeAsync());
        var code = form["code"];
        form[field] = value;

        var (status, answer) = await provider.TokenAsync(form);

        Assert.That(status, Is.EqualTo(error == "invalid_client" ? 401 : 400));
        Assert.That(answer.GetProperty("error").GetString(), Is.EqualTo(error));
        if (error == "invalid_grant" && field != "code")
            Assert.That((await provider.TokenAsync(RunningIdentityProvider.Exchange(code))).Status, Is.EqualTo(400), "the code was spent by the failed try");
    }

    [Test]
    public async Task A_code_of_one_authority_is_nothing_to_another()
    {
        var form = RunningIdentityProvider.Exchange(await provider.CodeAsync());

        using var answer = await provider.Http.PostAsync("/tower-hamlets/token", new FormUrlEncodedContent(form));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("code_challenge_method", "plain", "invalid_request")]
    [TestCase("code_challenge_method", null, "invalid_request")]
    [TestCase("code_challenge", null, "invalid_request")]
    [TestCase("code_challenge", "short", "invalid_request")]
    [TestCase("response_type", "token", "unsupported_response_type")]
    [TestCase("response_type", "code id_token", "unsupported_response_type")]
    [TestCase("scope", "profile", "invalid_scope")]
    [TestCase("prompt", "none", "login_required")]
    [TestCase("request", "eyJhbGciOiJub25lIn0..", "request_not_supported")]
    [TestCase("response_mode", "fragment", "invalid_request")]
    public async Task A_request_that_is_not_allowed_goes_back_to_the_client_with_an_error(string field, string? value, string error)
    {
        var parameters = RunningIdentityProvider.Good();
        parameters[field] = value;
        if (value is null) parameters.Remove(field);

        using var answer = await provider.AuthorizeAsync(parameters);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(answer.Headers.Location!.ToString(), Does.StartWith(RunningIdentityProvider.Redirect + "?error=" + error));
    }

    [TestCase("redirect_uri", "http://localhost:5080/signed-in/islington?x=1")]
    [TestCase("redirect_uri", "http://localhost:5080/signed-in/ISLINGTON")]
    [TestCase("redirect_uri", "http://evil.example/signed-in/islington")]
    [TestCase("redirect_uri", "http://localhost:5999/back")]
    [TestCase("client_id", "nobody")]
    public async Task A_request_from_an_unknown_client_or_to_an_unknown_address_is_shown_and_sent_nowhere(string field, string value)
    {
        var parameters = RunningIdentityProvider.Good();
        parameters[field] = value;

        using var answer = await provider.AuthorizeAsync(parameters);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Headers.Location, Is.Null);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("evil"));
    }

    [Test]
    public async Task A_parameter_given_twice_is_refused()
    {
        using var answer = await provider.Http.GetAsync(QueryHelpers.AddQueryString("/islington/authorize", RunningIdentityProvider.Good()) + "&nonce=another");

        Assert.That(answer.Headers.Location!.ToString(), Does.Contain("error=invalid_request"));
    }

    [Test]
    public async Task A_login_of_another_authority_cannot_be_chosen_and_a_page_is_good_once()
    {
        using var foreign = await provider.ChooseAsync("iro.th1");
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));

        var page = await (await provider.AuthorizeAsync(RunningIdentityProvider.Good())).Content.ReadAsStringAsync();
        var form = new Dictionary<string, string> { ["open"] = page.Split("name=\"open\" value=\"")[1].Split('"')[0], ["login"] = "sw.isl" };
        Assert.That((await provider.Http.PostAsync("/islington/sign-in", new FormUrlEncodedContent(form))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await provider.Http.PostAsync("/islington/sign-in", new FormUrlEncodedContent(form))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_refresh_token_is_good_once_and_its_second_use_ends_the_sign_in()
    {
        var parameters = RunningIdentityProvider.Good();
        parameters["scope"] = "openid offline_access";
        var (_, first) = await provider.TokenAsync(RunningIdentityProvider.Exchange(await provider.CodeAsync(parameters: parameters)));
        Dictionary<string, string> Renew(JsonElement answer) => new() { ["grant_type"] = "refresh_token", ["client_id"] = "portal", ["refresh_token"] = answer.GetProperty("refresh_token").GetString()! };

        var (status, second) = await provider.TokenAsync(Renew(first));
        Assert.That(status, Is.EqualTo(200));
        Assert.That((await provider.TokenAsync(Renew(first))).Status, Is.EqualTo(400));
        Assert.That((await provider.TokenAsync(Renew(second))).Status, Is.EqualTo(400), "the family is ended");
    }

    [Test]
    public async Task Signing_out_ends_the_refresh_token_and_goes_back_only_where_registered()
    {
        var parameters = RunningIdentityProvider.Good();
        parameters["scope"] = "openid offline_access";
        var (_, tokens) = await provider.TokenAsync(RunningIdentityProvider.Exchange(await provider.CodeAsync(parameters: parameters)));
        var hint = tokens.GetProperty("id_token").GetString();

        using var elsewhere = await provider.Http.GetAsync(QueryHelpers.AddQueryString("/islington/end-session", new Dictionary<string, string?> { ["id_token_hint"] = "x." + hint, ["post_logout_redirect_uri"] = "http://evil.example/" }));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var back = await provider.Http.GetAsync(QueryHelpers.AddQueryString("/islington/end-session", new Dictionary<string, string?> { ["id_token_hint"] = hint, ["post_logout_redirect_uri"] = "http://localhost:5080/", ["state"] = "s" }));
        Assert.That(back.Headers.Location!.ToString(), Is.EqualTo("http://localhost:5080/?state=s"));

        var (status, _) = await provider.TokenAsync(new() { ["grant_type"] = "refresh_token", ["client_id"] = "portal", ["refresh_token"] = tokens.GetProperty("refresh_token").GetString()! });
        Assert.That(status, Is.EqualTo(400));
    }

    [Test]
    public async Task The_demonstration_token_is_accepted_and_a_machine_s_has_no_user_present()
    {
        var person = await DemoAsync(new { login = "iro.isl2" });
        var machine = await DemoAsync(new { login = "iro.isl2", userPresent = false });

        Assert.That((await Validate(person)).Identity, Has.Property("UserPresent").True.And.Property("Subject").EqualTo("iro.isl2"));
        Assert.That((await Validate(machine)).Identity, Has.Property("UserPresent").False);
        Assert.That(new JsonWebToken(person).Typ, Is.EqualTo("at+jwt"));
    }

    [Test]
    public async Task A_token_without_a_signature_or_of_another_issuer_s_key_is_not_accepted()
    {
        var token = (await DemoAsync(new { login = "iro.isl1" })).Split('.');
        var none = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}");
        using var foreign = await provider.Http.PostAsJsonAsync("/tower-hamlets/demo/token", new { login = "iro.th1" });
        var signature = (await foreign.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!.Split('.')[2];

        Assert.That((await Validate($"{none}.{token[1]}.")).Identity, Is.Null);
        Assert.That((await Validate($"{token[0]}.{token[1]}.{signature}")).Failure, Is.EqualTo("signature"));
    }

    [Test]
    public async Task A_rotated_key_stays_published_and_what_it_signed_stays_good()
    {
        var before = await DemoAsync(new { login = "iro.isl1" });
        var rotated = await provider.Http.PostAsJsonAsync("/islington/demo/rotate-key", new { });
        var kid = (await rotated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("kid").GetString();
        var after = await DemoAsync(new { login = "iro.isl1" });

        Assert.That(new JsonWebToken(after).Kid, Is.EqualTo(kid).And.Not.EqualTo(new JsonWebToken(before).Kid));
        Assert.That((await Validate(before)).Failure, Is.Null);
        Assert.That((await Validate(after)).Failure, Is.Null);
    }

    [Test]
    public async Task Nobody_elsewhere_can_have_it_act()
    {
        using var crossSite = new HttpRequestMessage(HttpMethod.Post, "/islington/demo/token") { Content = JsonContent.Create(new { login = "iro.isl1" }), Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var form = await provider.Http.PostAsync("/islington/demo/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["login"] = "iro.isl1" }));
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/islington/jwks") { Headers = { Host = "evil.example" } };

        Assert.That((await provider.Http.SendAsync(crossSite)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(form.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That((await provider.Http.SendAsync(rebound)).StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
        Assert.That((await provider.Http.GetAsync("/hackney/jwks")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(false, "http://localhost:5084")]
    [TestCase(true, "http://0.0.0.0:5084")]
    [TestCase(true, "http://*:5084")]
    [TestCase(true, "http://192.0.2.4:5084")]
    [TestCase(true, "http://localhost.evil.example:5084")]
    [TestCase(true, "https://localhost:5084")]
    [TestCase(true, "not an address")]
    public void It_refuses_to_start_outside_the_demonstration_or_beyond_loopback(bool demonstration, string url)
    {
        var options = RunningIdentityProvider.Options();
        options.IdentityUrl = url;

        var refused = Assert.Throws<StandInRefusedException>(() => StandInIdentityProvider.Build(options, demonstration, _ => { }));

        Assert.That(refused!.Message, Does.StartWith("the stand-in identity provider").And.Not.Contain("\n"));
    }

    private async Task<string> DemoAsync(object asked)
    {
        using var answer = await provider.Http.PostAsJsonAsync("/islington/demo/token", asked);

        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private Task<TokenOutcome> Validate(string token)
    {
        var trust = new TrustOptions();
        trust.IdentityProviders["islington"] = new() { Issuer = provider.Issuer, Audience = "boroughbridge" };
        var http = new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>();

        return new UserTokens(trust, http, TimeProvider.System).ValidateAsync(token, CancellationToken.None);
    }
}
