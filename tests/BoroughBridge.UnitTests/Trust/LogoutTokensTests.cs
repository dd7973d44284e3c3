using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>OpenID Connect Back-Channel Logout 1.0, 2.6: what a logout token must be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LogoutTokensTests : IDisposable
{
    private readonly SetClock clock = new();
    private readonly InventedIssuer issuer = new("https://id.tower-hamlets.example");
    private InventedInternet internet = null!;
    private UserTokens tokens = null!;

    [SetUp]
    public void Start()
    {
        internet = new InventedInternet(issuer);
        var options = new TrustOptions();
        options.IdentityProviders["tower-hamlets"] = new() { Issuer = issuer.Address, Audience = "boroughbridge", ClientId = "portal" };
        tokens = new UserTokens(options, internet, clock);
    }

    public void Dispose()
    {
        internet.Dispose();
        issuer.Dispose();
    }

    [TestCase("logout+jwt")]
    [TestCase("JWT")]
    [TestCase(null)]
    public async Task A_good_one_says_whom_and_which_session(string? typ)
    {
        var header = issuer.Header();
        header["typ"] = typ;
        if (typ is null) header.Remove("typ");

        var outcome = await tokens.ValidateLogoutAsync(issuer.Token(header, issuer.LogoutClaims(clock.Now)), default);

        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.SignedOut, Is.EqualTo(new SignedOutIdentity
        {
            Issuer = issuer.Address,
            Authority = "tower-hamlets",
            Subject = "iro.th1",
            SessionId = "s-1",
            TokenId = outcome.SignedOut!.TokenId,
            Expires = DateTimeOffset.FromUnixTimeSeconds(clock.Now.ToUnixTimeSeconds() + 120),
        }));
    }

    [TestCase("sid")]
    [TestCase("sub")]
    public async Task One_of_the_two_is_enough(string without)
    {
        var claims = issuer.LogoutClaims(clock.Now);
        claims.Remove(without);

        Assert.That((await ValidateAsync(claims)).Failure, Is.Null);
    }

    [TestCase("iss", null, "issuer")]
    [TestCase("iss", "https://id.elsewhere.example", "issuer")]
    [TestCase("aud", null, "audience")]
    [TestCase("aud", "boroughbridge", "audience")]
    [TestCase("iat", null, "claim-iat")]
    [TestCase("exp", null, "claim-exp")]
    [TestCase("jti", null, "claim-jti")]
    [TestCase("nonce", "n", "nonce")]
    [TestCase("events", null, "events")]
    [TestCase("events", "backchannel-logout", "events")]
    public async Task A_claim_that_is_missing_wrong_or_forbidden_is_refused(string claim, string? value, string code)
    {
        var claims = issuer.LogoutClaims(clock.Now);
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo(code));
    }

    [Test]
    public async Task An_event_of_another_kind_is_refused()
    {
        var claims = issuer.LogoutClaims(clock.Now);
        claims["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/other"] = new Dictionary<string, object>() };

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo("events"));
    }

    [Test]
    public async Task Nobody_is_refused()
    {
        var claims = issuer.LogoutClaims(clock.Now);
        claims.Remove("sub");
        claims.Remove("sid");

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo("nobody"));
    }

    [TestCase(-200, "expired")]
    [TestCase(10, "issued-in-future")]
    public async Task Its_time_is_now(int seconds, string code) =>
        Assert.That((await ValidateAsync(issuer.LogoutClaims(clock.Now.AddSeconds(seconds)))).Failure, Is.EqualTo(code));

    [Test]
    public async Task It_lives_five_minutes_at_most()
    {
        var claims = issuer.LogoutClaims(clock.Now);
        claims["exp"] = clock.Now.ToUnixTimeSeconds() + 301;

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo("too-long-lived"));
    }

    [Test]
    public async Task Unsigned_forged_and_other_tokens_are_refused()
    {
        using var other = new InventedIssuer(issuer.Address);
        var unsigned = InventedIssuer.Signed(issuer.Header("none", "logout+jwt"), issuer.LogoutClaims(clock.Now), _ => []);
        var forged = other.Token(issuer.Header(typ: "logout+jwt"), issuer.LogoutClaims(clock.Now));

        Assert.That((await tokens.ValidateLogoutAsync(unsigned, default)).Failure, Is.EqualTo("algorithm"));
        Assert.That((await tokens.ValidateLogoutAsync(forged, default)).Failure, Is.EqualTo("signature"));
        Assert.That((await tokens.ValidateLogoutAsync(issuer.Token(clock.Now), default)).Failure, Is.EqualTo("type"), "an access token");
        Assert.That((await tokens.ValidateLogoutAsync("", default)).Failure, Is.EqualTo("none"));
        Assert.That((await tokens.ValidateLogoutAsync(new string('a', 9000), default)).Failure, Is.EqualTo("oversized"));
        Assert.That((await tokens.ValidateLogoutAsync("a.b.c", default)).Failure, Is.EqualTo("malformed"));
    }

    [Test]
    public async Task A_provider_the_portal_has_no_client_at_signs_nobody_out()
    {
        var options = new TrustOptions();
        options.IdentityProviders["tower-hamlets"] = new() { Issuer = issuer.Address, Audience = "boroughbridge" };
        var without = new UserTokens(options, internet, clock);

        Assert.That((await without.ValidateLogoutAsync(issuer.Token(issuer.Header(typ: "logout+jwt"), issuer.LogoutClaims(clock.Now)), default)).Failure, Is.EqualTo("audience"));
    }

    [Test]
    public async Task A_forgotten_session_is_refused_and_the_persons_other_sessions_are_not()
    {
        var ended = issuer.Claims(clock.Now);
        ended["sid"] = "s-1";
        var other = issuer.Claims(clock.Now);
        other["sid"] = "s-2";

        tokens.ForgetSession(issuer.Address, "s-1");

        Assert.That((await tokens.ValidateAsync(issuer.Token(issuer.Header(), ended), default)).Failure, Is.EqualTo("forgotten"));
        Assert.That((await tokens.ValidateAsync(issuer.Token(issuer.Header(), other), default)).Failure, Is.Null);
    }

    private Task<LogoutOutcome> ValidateAsync(Dictionary<string, object?> claims) => tokens.ValidateLogoutAsync(issuer.Token(issuer.Header(typ: "logout+jwt"), claims), default);
}
