using System.Globalization;
using System.Security.Cryptography;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

public sealed class UserTokensTests : IDisposable
{
    private readonly SetClock clock = new();
    private readonly InventedIssuer towerHamlets = new("https://id.tower-hamlets.example");
    private readonly InventedIssuer islington = new("https://id.islington.example");
    private InventedInternet internet = null!;
    private UserTokens tokens = null!;

    [SetUp]
    public void Start()
    {
        internet = new InventedInternet(towerHamlets, islington);
        tokens = new UserTokens(Options(), internet, clock);
    }

    [TearDown]
    public void Dispose()
    {
        internet.Dispose();
        towerHamlets.Down = false;
        towerHamlets.Padding = 0;
        towerHamlets.ClaimedIssuer = null;
    }

    [Test]
    public async Task A_good_token_says_who_calls()
    {
        var outcome = await ValidateAsync(towerHamlets.Token(clock.Now));

        Assert.That(outcome.Failure, Is.Null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outcome.Identity!.Issuer, Is.EqualTo("https://id.tower-hamlets.example"));
            Assert.That(outcome.Identity.Subject, Is.EqualTo("iro.th1"));
            Assert.That(outcome.Identity.Authority, Is.EqualTo("tower-hamlets"));
            Assert.That(outcome.Identity.Roles, Is.EqualTo(new[] { "iro" }));
            Assert.That(outcome.Identity.Name, Is.EqualTo("Invented Officer"));
            Assert.That(outcome.Identity.Expires, Is.EqualTo(clock.Now.AddSeconds(300)));
            Assert.That(outcome.Identity.UserPresent);
        }
    }

    [Test]
    public async Task An_RSA_key_of_the_issuer_serves_for_RS256()
    {
        var token = InventedIssuer.Signed(
            new Dictionary<string, object?> { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = "rsa" }, towerHamlets.Claims(clock.Now),
            bytes => towerHamlets.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.That((await ValidateAsync(token)).Failure, Is.Null);
    }

    [TestCase("", "none")]
    [TestCase("a.b.c", "malformed")]
    [TestCase("nonsense", "malformed")]
    [TestCase("....", "malformed")]
    [TestCase("eyJhbGciOiJFUzI1NiJ9.W10.AAAA", "malformed")]
    public async Task What_is_no_token_is_refused(string text, string code) => Assert.That((await ValidateAsync(text)).Failure, Is.EqualTo(code));

    [Test]
    public async Task An_oversized_token_is_not_looked_at()
    {
        var claims = towerHamlets.Claims(clock.Now);
        claims["padding"] = new string('x', 9000);

        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(), claims))).Failure, Is.EqualTo("oversized"));
    }

    [Test]
    public async Task An_unsigned_token_is_refused()
    {
        var token = InventedIssuer.Signed(towerHamlets.Header("none"), towerHamlets.Claims(clock.Now), _ => []);

        Assert.That((await ValidateAsync(token)).Failure, Is.EqualTo("algorithm"));
    }

    [Test]
    public async Task The_public_key_is_no_shared_secret()
    {
        var secrets = new[] { towerHamlets.Key.ExportSubjectPublicKeyInfo(), System.Text.Encoding.ASCII.GetBytes(towerHamlets.Key.ExportSubjectPublicKeyInfoPem()) };
        foreach (var secret in secrets)
        {
            var token = InventedIssuer.Signed(towerHamlets.Header("HS256"), towerHamlets.Claims(clock.Now), bytes => HMACSHA256.HashData(secret, bytes));

            Assert.That((await ValidateAsync(token)).Failure, Is.EqualTo("algorithm"));
        }
    }

    [Test]
    public async Task A_key_serves_only_its_own_algorithm()
    {
        var header = towerHamlets.Header("RS256");

        Assert.That((await ValidateAsync(towerHamlets.Token(header, towerHamlets.Claims(clock.Now)))).Failure, Is.EqualTo("key"));
    }

    [Test]
    public async Task A_key_published_for_encryption_signs_nothing()
    {
        var header = towerHamlets.Header();
        header["kid"] = "enc";

        Assert.That((await ValidateAsync(towerHamlets.Token(header, towerHamlets.Claims(clock.Now)))).Failure, Is.EqualTo("key"));
    }

    [TestCase("id+jwt")]
    [TestCase("logout+jwt")]
    [TestCase("bb-assertion+jwt")]
    public async Task A_token_of_another_type_is_refused(string typ) =>
        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(typ: typ), towerHamlets.Claims(clock.Now)))).Failure, Is.EqualTo("type"));

    [Test]
    public async Task A_critical_header_nobody_knows_is_refused()
    {
        var header = towerHamlets.Header();
        header["crit"] = new[] { "b64" };
        header["b64"] = false;

        Assert.That((await ValidateAsync(towerHamlets.Token(header, towerHamlets.Claims(clock.Now)))).Failure, Is.EqualTo("critical"));
    }

    [Test]
    public async Task A_signature_by_another_key_under_this_key_id_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = InventedIssuer.Signed(towerHamlets.Header(), towerHamlets.Claims(clock.Now), bytes => other.SignData(bytes, HashAlgorithmName.SHA256));

        Assert.That((await ValidateAsync(token)).Failure, Is.EqualTo("signature"));
    }

    [Test]
    public async Task A_changed_claim_breaks_the_signature()
    {
        var parts = towerHamlets.Token(clock.Now).Split('.');
        var other = towerHamlets.Token(towerHamlets.Header(), towerHamlets.Claims(clock.Now)).Split('.');

        Assert.That((await ValidateAsync($"{parts[0]}.{other[1]}.{parts[2]}")).Failure, Is.EqualTo("signature"));
    }

    [Test]
    public async Task One_authoritys_key_does_not_sign_for_another()
    {
        var claims = islington.Claims(clock.Now);

        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(), claims))).Failure, Is.EqualTo("key"));
    }

    [Test]
    public async Task The_authority_is_the_issuers_whatever_the_claims_say()
    {
        var claims = islington.Claims(clock.Now);
        claims["authority"] = "tower-hamlets";
        claims["employer"] = "tower-hamlets";

        Assert.That((await ValidateAsync(islington.Token(islington.Header(), claims))).Identity!.Authority, Is.EqualTo("islington"));
    }

    [TestCase("iss", "https://id.elsewhere.example", "issuer")]
    [TestCase("iss", "https://id.tower-hamlets.example/", "issuer")]
    [TestCase("iss", null, "issuer")]
    [TestCase("aud", "another-service", "audience")]
    [TestCase("aud", null, "audience")]
    [TestCase("sub", null, "claim-sub")]
    [TestCase("sub", "", "claim-sub")]
    [TestCase("sub", "two words", "claim-sub")]
    [TestCase("jti", null, "claim-jti")]
    [TestCase("roles", null, "claim-roles")]
    [TestCase("exp", null, "claim-exp")]
    [TestCase("iat", null, "claim-iat")]
    [TestCase("exp", "soon", "malformed")]
    public async Task A_claim_that_is_missing_or_wrong_is_refused(string claim, string? value, string code)
    {
        var claims = towerHamlets.Claims(clock.Now);
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;

        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(), claims))).Failure, Is.EqualTo(code));
    }

    // Seconds of issue, start and expiry, from now.
    [TestCase(-10, null, -3, "expired")]
    [TestCase(-10, null, -1, null)]
    [TestCase(3, null, 200, "issued-in-future")]
    [TestCase(1, null, 200, null)]
    [TestCase(0, 3, 200, "not-yet-valid")]
    [TestCase(0, 1, 200, null)]
    [TestCase(0, null, 300, null)]
    [TestCase(0, null, 301, "too-long-lived")]
    [TestCase(-3600, null, 200, "too-long-lived")]
    [TestCase(2, null, 1, "life")]
    public async Task A_token_is_good_in_its_time_and_for_five_minutes_at_most(int issued, int? from, int expires, string? code)
    {
        var claims = towerHamlets.Claims(clock.Now);
        claims["iat"] = clock.Now.ToUnixTimeSeconds() + issued;
        claims["exp"] = clock.Now.ToUnixTimeSeconds() + expires;
        if (from is { } seconds) claims["nbf"] = clock.Now.ToUnixTimeSeconds() + seconds;

        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(), claims))).Failure, Is.EqualTo(code));
    }

    [TestCase(null, "iro.th1", false)]
    [TestCase(null, null, false)]
    [TestCase("mfa", "iro.th1", false)]
    [TestCase("mfa", "portal", true)]
    public async Task A_person_is_present_only_where_the_token_says_how_she_signed_in(string? acr, string? client, bool present)
    {
        var claims = towerHamlets.Claims(clock.Now);
        claims["acr"] = acr;
        if (acr is null) claims.Remove("acr");
        if (client is not null) claims["client_id"] = client;

        Assert.That((await ValidateAsync(towerHamlets.Token(towerHamlets.Header(), claims))).Identity!.UserPresent, Is.EqualTo(present));
    }

    [Test]
    public async Task A_remembered_token_ends_when_it_expires()
    {
        var token = towerHamlets.Token(clock.Now, life: 60);
        await ValidateAsync(token);

        clock.Pass(TimeSpan.FromSeconds(61));
        var still = await ValidateAsync(token);
        clock.Pass(TimeSpan.FromSeconds(1));
        var ended = await ValidateAsync(token);

        Assert.That(still.Failure, Is.Null, "within the skew");
        Assert.That(ended.Failure, Is.EqualTo("expired"));
    }

    [Test]
    public async Task A_forgotten_users_tokens_are_refused_until_they_expire_and_new_ones_are_good()
    {
        var seen = towerHamlets.Token(clock.Now);
        var unseen = towerHamlets.Token(clock.Now);
        await ValidateAsync(seen);
        clock.Pass(TimeSpan.FromSeconds(5));

        tokens.Forget(towerHamlets.Address, "iro.th1");
        clock.Pass(TimeSpan.FromSeconds(1));

        Assert.That((await ValidateAsync(seen)).Failure, Is.EqualTo("forgotten"));
        Assert.That((await ValidateAsync(unseen)).Failure, Is.EqualTo("forgotten"));
        Assert.That((await ValidateAsync(towerHamlets.Token(clock.Now))).Failure, Is.Null);

        clock.Pass(TimeSpan.FromSeconds(290));
        Assert.That((await ValidateAsync(seen)).Failure, Is.EqualTo("forgotten"));
    }

    [Test]
    public async Task Forgetting_one_user_leaves_the_others()
    {
        var claims = towerHamlets.Claims(clock.Now);
        claims["sub"] = "iro.th2";
        var other = towerHamlets.Token(towerHamlets.Header(), claims);

        tokens.Forget(towerHamlets.Address, "iro.th1");
        tokens.Forget(islington.Address, "iro.th2");

        Assert.That((await ValidateAsync(other)).Failure, Is.Null);
    }

    [Test]
    public async Task A_rotated_key_is_found_without_a_restart_and_the_old_one_is_let_go()
    {
        var old = towerHamlets.Token(clock.Now);
        await ValidateAsync(towerHamlets.Token(clock.Now));
        towerHamlets.Rotate();
        clock.Pass(TimeSpan.FromSeconds(3));

        Assert.That((await ValidateAsync(towerHamlets.Token(clock.Now))).Failure, Is.Null);
        Assert.That((await ValidateAsync(old)).Failure, Is.EqualTo("key"));
    }

    [Test]
    public async Task Unknown_key_ids_cannot_make_us_hammer_the_provider()
    {
        await ValidateAsync(towerHamlets.Token(clock.Now));
        var before = towerHamlets.Fetches;

        for (var i = 0; i < 500; i++)
        {
            var header = towerHamlets.Header();
            header["kid"] = string.Create(CultureInfo.InvariantCulture, $"invented-{i}");
            Assert.That((await ValidateAsync(towerHamlets.Token(header, towerHamlets.Claims(clock.Now)))).Failure, Is.EqualTo("key"));
            clock.Pass(TimeSpan.FromMilliseconds(10));
        }

        Assert.That(towerHamlets.Fetches - before, Is.LessThanOrEqualTo(2 * 4), "two documents, at most every two seconds, in five seconds");
    }

    [Test]
    public async Task A_provider_that_cannot_be_reached_is_a_failure_and_its_return_is_noticed()
    {
        towerHamlets.Down = true;
        var down = await ValidateAsync(towerHamlets.Token(clock.Now));
        towerHamlets.Down = false;
        clock.Pass(TimeSpan.FromSeconds(3));
        var up = await ValidateAsync(towerHamlets.Token(clock.Now));

        Assert.That(down.Failure, Is.EqualTo("provider-unreachable"));
        Assert.That(up.Failure, Is.Null);
    }

    [Test]
    public async Task Keys_at_hand_serve_an_hour_while_the_provider_is_away_and_no_longer()
    {
        await ValidateAsync(towerHamlets.Token(clock.Now));
        towerHamlets.Down = true;

        clock.Pass(TimeSpan.FromMinutes(50));
        var within = await ValidateAsync(towerHamlets.Token(clock.Now));
        clock.Pass(TimeSpan.FromMinutes(11));
        var after = await ValidateAsync(towerHamlets.Token(clock.Now));

        Assert.That(within.Failure, Is.Null);
        Assert.That(after.Failure, Is.EqualTo("provider-unreachable"));
    }

    [Test]
    public async Task A_key_set_without_bound_is_not_read()
    {
        towerHamlets.Padding = 100_000;

        Assert.That((await ValidateAsync(towerHamlets.Token(clock.Now))).Failure, Is.EqualTo("provider-unreachable"));
    }

    [Test]
    public async Task A_discovery_document_of_another_issuer_is_not_taken()
    {
        towerHamlets.ClaimedIssuer = islington.Address;

        Assert.That((await ValidateAsync(towerHamlets.Token(clock.Now))).Failure, Is.EqualTo("provider-unreachable"));
    }

    [Test]
    public async Task Any_bytes_at_all_are_an_outcome_and_never_an_exception()
    {
        var random = new Random(20261102);
        var good = towerHamlets.Token(clock.Now);
        for (var i = 0; i < 2000; i++)
        {
            var bad = good.ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--) bad[random.Next(bad.Length)] = (char)random.Next(32, random.Next(2) == 0 ? 127 : 0xd800);
            var text = new string(bad, 0, random.Next(2) == 0 ? bad.Length : random.Next(bad.Length));

            if (text != good) Assert.That((await ValidateAsync(text)).Identity, Is.Null, text);
        }
    }

    [TestCase("http://id.elsewhere.example")]
    [TestCase("ftp://127.0.0.1")]
    [TestCase("nonsense")]
    public void An_issuer_in_the_clear_is_refused_outside_this_machine(string issuer)
    {
        var options = Options();
        options.IdentityProviders["islington"].Issuer = issuer;

        var refused = Assert.Throws<TrustConfigurationException>(() => _ = new UserTokens(options, internet, clock));
        Assert.That(refused!.Message, Does.StartWith("IdentityProviders:islington:Issuer: "));
    }

    [Test]
    public void Two_authorities_do_not_share_an_issuer()
    {
        var options = Options();
        options.IdentityProviders["islington"].Issuer = towerHamlets.Address;

        Assert.Throws<TrustConfigurationException>(() => _ = new UserTokens(options, internet, clock));
    }

    private Task<TokenOutcome> ValidateAsync(string token) => tokens.ValidateAsync(token, CancellationToken.None);

    private TrustOptions Options()
    {
        var options = new TrustOptions();
        options.IdentityProviders["tower-hamlets"] = new() { Issuer = towerHamlets.Address, Audience = "boroughbridge" };
        options.IdentityProviders["islington"] = new() { Issuer = islington.Address, Audience = "boroughbridge" };

        return options;
    }
}
