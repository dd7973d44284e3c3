using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>A provider that names things its own way, and an authority that demands two factors.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClaimMapTests : IDisposable
{
    private readonly SetClock clock = new();
    private readonly InventedIssuer issuer = new("https://id.tower-hamlets.example");
    private readonly IdentityProviderOptions provider = new() { Audience = "boroughbridge", ClientId = "portal" };
    private InventedInternet internet = null!;

    [SetUp]
    public void Start() => internet = new InventedInternet(issuer);

    public void Dispose()
    {
        internet.Dispose();
        issuer.Dispose();
    }

    [Test]
    public async Task Its_own_claims_and_role_names_are_read()
    {
        (provider.SubjectClaim, provider.RolesClaim, provider.NameClaim, provider.TokenIdClaim, provider.AcrClaim) = ("oid", "groups", "preferred_name", "uti", "acrs");
        provider.RoleNames["BB-Reviewing-Officers"] = "iro";
        var claims = issuer.Claims(clock.Now);
        foreach (var unused in (string[])["sub", "roles", "name", "jti", "acr"]) claims.Remove(unused);
        (claims["oid"], claims["groups"], claims["preferred_name"], claims["uti"], claims["acrs"]) =
            ("o-1", new[] { "All-Staff", "BB-Reviewing-Officers" }, "Invented Officer", "u-1", new[] { "c1", "c2" });

        var user = (await ValidateAsync(claims)).Identity;

        Assert.That(user, Is.Not.Null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user!.Subject, Is.EqualTo("o-1"));
            Assert.That(user.Roles, Is.EqualTo(new[] { "iro" }), "a group nobody mapped gives no role");
            Assert.That(user.Name, Is.EqualTo("Invented Officer"));
            Assert.That(user.TokenId, Is.EqualTo("u-1"));
            Assert.That(user.UserPresent);
        }
    }

    [Test]
    public async Task Where_roles_are_mapped_our_own_codes_mean_nothing()
    {
        provider.RoleNames["BB-Reviewing-Officers"] = "iro";

        Assert.That((await ValidateAsync(issuer.Claims(clock.Now))).Failure, Is.EqualTo("claim-roles"));
    }

    [TestCase("tenant-a", null)]
    [TestCase("tenant-b", "authority")]
    [TestCase(null, "authority")]
    public async Task A_provider_of_several_authorities_must_say_it_is_this_one(string? tenant, string? code)
    {
        (provider.AuthorityClaim, provider.AuthorityValue) = ("tid", "tenant-a");
        var claims = issuer.Claims(clock.Now);
        if (tenant is not null) claims["tid"] = tenant;

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo(code));
    }

    [TestCase("AuthorityClaim")]
    [TestCase("AuthorityValue")]
    public void An_authority_claim_without_its_value_is_refused_at_start(string only)
    {
        if (only == "AuthorityClaim") provider.AuthorityClaim = "tid";
        else provider.AuthorityValue = "tenant-a";

        Assert.Throws<TrustConfigurationException>(() => Tokens());
    }

    [TestCase("mfa", null)]
    [TestCase("pwd", "acr")]
    [TestCase(null, "acr")]
    public async Task The_demanded_acr_must_be_there(string? acr, string? code)
    {
        provider.RequiredAcr.AddRange(["mfa", "phr"]);
        var claims = issuer.Claims(clock.Now);
        claims["acr"] = acr;
        if (acr is null) claims.Remove("acr");

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo(code));
    }

    [TestCase("pwd mfa", null)]
    [TestCase("mfa pwd otp", null)]
    [TestCase("pwd", "amr")]
    [TestCase("", "amr")]
    public async Task Every_demanded_amr_must_be_there(string amr, string? code)
    {
        provider.RequiredAmr.AddRange(["pwd", "mfa"]);
        var claims = issuer.Claims(clock.Now);
        if (amr.Length > 0) claims["amr"] = amr.Split(' ');

        Assert.That((await ValidateAsync(claims)).Failure, Is.EqualTo(code));
    }

    [Test]
    public async Task A_machine_has_no_factors_and_is_never_present()
    {
        provider.RequiredAcr.Add("mfa");
        var claims = issuer.Claims(clock.Now);
        claims["client_id"] = claims["sub"];

        var outcome = await ValidateAsync(claims);

        Assert.That(outcome.Identity!.UserPresent, Is.False);
    }

    private Task<TokenOutcome> ValidateAsync(Dictionary<string, object?> claims) => Tokens().ValidateAsync(issuer.Token(issuer.Header(), claims), CancellationToken.None);

    private UserTokens Tokens()
    {
        provider.Issuer = issuer.Address;
        var options = new TrustOptions();
        options.IdentityProviders["tower-hamlets"] = provider;

        return new UserTokens(options, internet, clock);
    }
}
