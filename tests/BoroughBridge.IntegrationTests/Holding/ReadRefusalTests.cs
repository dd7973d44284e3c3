using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>What the holder refuses even when routing vouches for it: over real mutual TLS, on both databases. Every refusal is logged and carries no byte of content.</summary>
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class ReadRefusalTests(DatabaseKind kind, TransportProfile profile)
{
    private TestHolding holding = null!;
    private string childRef = "";
    private string plan = "";
    private string grant = "";

    private ThingAsked Plan => Asks("CarePlan", plan, childRef, grant);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(kind, profile: profile);
        childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        plan = (await holding.Intake.PutPlanAsync(childRef)).Id;
        grant = await holding.AllocateAsync(childRef);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task The_good_assertion_is_answered() =>
        Assert.That((await holding.ReadAsync(holding.Assertion(Plan))).Text(), Does.Contain("Remain with foster carers"));

    [Test]
    public async Task Unsigned_is_refused()
    {
        var parts = holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(Plan)).Split('.');
        var none = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none","typ":"bb-assertion+jwt"}""");

        await RefusedAsync(await holding.PostAsync($"{none}.{parts[1]}."), "assertion-wrong-kind");
        await RefusedAsync(await holding.PostAsync($"{parts[0]}.{parts[1]}."), "assertion-bad-signature");
        await RefusedAsync(await holding.PostAsync("not a token"), "assertion-malformed");
    }

    [Test]
    public async Task By_the_wrong_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forger = new JwsSigner(key, holding.Routing.KeyId);
        var hackney = TrustBundle.Load(TestParts.Trust("hackney")).Signer;

        await RefusedAsync(await holding.PostAsync(forger.Sign(AccessAssertion.Typ, holding.Assertion(Plan))), "assertion-bad-signature");
        await RefusedAsync(await holding.PostAsync(hackney.Sign(AccessAssertion.Typ, holding.Assertion(Plan))), "assertion-unknown-key");
        await RefusedAsync(await holding.PostAsync(holding.Routing.Sign(ReadAnswer.Typ, holding.Assertion(Plan))), "assertion-wrong-kind");
    }

    [Test]
    public async Task Expired_early_or_long_lived_is_refused()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Iat = now - 40, Exp = now - 10 }), "assertion-expired");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Iat = now + 30, Exp = now + 50 }), "assertion-early");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Iat = now, Exp = now + 31 }), "assertion-lifetime");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Iat = now + 1, Exp = now + 1 }), "assertion-lifetime");
    }

    [Test]
    public async Task For_another_holder_or_from_another_part_is_refused()
    {
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Aud = "hackney" }), "assertion-audience");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Iss = "hackney" }), "assertion-issuer");
    }

    [Test]
    public async Task Without_a_purpose_a_thing_or_an_id_is_refused()
    {
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Purpose = "curiosity" }), "assertion-purpose");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion()), "assertion-things");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion([.. Enumerable.Repeat(Plan, 101)])), "assertion-things");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan with { Id = "' OR 1=1 --" })), "assertion-things");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Jti = "again" }), "assertion-ids");
    }

    [Test]
    public async Task Used_twice_is_refused_the_second_time()
    {
        var assertion = holding.Assertion(Plan);

        Assert.That((await holding.ReadAsync(assertion)).Refused, Is.Null);
        await RefusedAsync(await holding.ReadAsync(assertion), "assertion-used");
    }

    [Test]
    public async Task Used_many_times_at_once_is_answered_once()
    {
        var assertion = holding.Assertion(Plan);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => holding.ReadAsync(assertion)));

        Assert.That(answers.Count(answer => answer.Refused is null), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.Refused == "assertion-used"), Is.EqualTo(11));
    }

    [Test]
    public async Task One_use_outlives_a_restart()
    {
        var assertion = holding.Assertion(Plan);
        Assert.That((await holding.ReadAsync(assertion)).Refused, Is.Null);

        await holding.RestartAsync();

        await RefusedAsync(await holding.ReadAsync(assertion), "assertion-used");
    }

    [Test]
    public async Task For_another_child_is_refused()
    {
        var other = await holding.Intake.PutPersonAsync(Wren("P-77"), default);
        var otherPlan = (await holding.Intake.PutPlanAsync(other, "plan-77")).Id;

        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Asks("CarePlan", otherPlan, childRef, grant))), "refused", "other-child");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Asks("CarePlan", otherPlan, other, grant))), "refused", "no-grant");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Asks("Patient", other, other, grant))), "refused", "no-grant");
    }

    [Test]
    public async Task For_a_grant_that_is_not_known_is_refused_though_routing_vouches_for_it()
    {
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan with { AllocationId = Ids.New() })), "refused", "no-grant");
        var only = await holding.Desk.ProposeAsync(
            new() { ChildRef = childRef, Iro = holding.Iro("iro.th2"), Employer = "tower-hamlets", From = new(2026, 1, 1) }, "test", default);
        await RefusedAsync(
            await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), Plan with { AllocationId = only })), "refused", "no-grant");
    }

    [Test]
    public async Task What_does_not_exist_or_is_of_another_type_is_refused_alike()
    {
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Asks("CarePlan", Ids.New(), childRef, grant))), "refused", "absent");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Asks("Encounter", plan, childRef, grant))), "refused", "absent");
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan with { Page = 3 })), "refused", "no-rendition");
    }

    [Test]
    public async Task The_users_own_token_must_hold()
    {
        using var forged = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds();
        var issuer = holding.Issuer;

        await TokenRefusedAsync(issuer.Token("iro.th1", change: claims => (claims["iat"], claims["exp"]) = (past, past + 240)), "expired");
        await TokenRefusedAsync(issuer.Token("iro.th1", change: claims => claims["aud"] = "another-service"), "audience");
        await TokenRefusedAsync(issuer.Token("iro.th1", change: claims => claims["iss"] = "http://localhost:1/elsewhere"), "issuer");
        await TokenRefusedAsync(issuer.Token("iro.th1", signedBy: forged), "signature");
        await TokenRefusedAsync("", "none");
        await TokenRefusedAsync("aaaa.bbbb.cccc", "malformed");

        async Task TokenRefusedAsync(string token, string why) => await RefusedAsync(await holding.ReadAsync(TestHolding.Assertion(token, Plan)), "user-token", "token-" + why);
    }

    [Test]
    public async Task Another_person_role_or_employment_is_refused()
    {
        var issuer = holding.Issuer;

        await DecidedAsync(issuer.Token("iro.th2"), "no-grant");
        await DecidedAsync(issuer.Token("iro.th1", "hackney"), "agreement");
        await DecidedAsync(issuer.Token("iro.th1", change: claims => claims["roles"] = new[] { "social-worker" }), "role");
        await DecidedAsync(issuer.Token("iro.th1", change: claims => claims.Remove("acr")), "no-user-present");

        async Task DecidedAsync(string token, string why) => await RefusedAsync(await holding.ReadAsync(TestHolding.Assertion(token, Plan)), "refused", why);
    }

    [Test]
    public async Task A_purpose_outside_the_agreement_is_refused() =>
        await RefusedAsync(await holding.ReadAsync(holding.Assertion(Plan) with { Purpose = "quality-audit" }), "refused", "agreement");

    [Test]
    public async Task Only_routing_is_answered()
    {
        using var hackney = holding.ClientAs("hackney");
        var jws = holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(Plan));
        if (profile == TransportProfile.Brokered)
        {
            // There is nobody known to answer.
            hackney.Timeout = TimeSpan.FromSeconds(4);
            Assert.That(() => holding.SendAsync(jws, hackney), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(holding.Heard.Lines, Has.Some.Contains("a request was dropped: signed-unknown-key"));
            return;
        }

        using var response = await holding.SendAsync(jws, hackney);

        Assert.That((int)response.StatusCode, Is.EqualTo(403));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("foster"));
        using var root = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(TestParts.File("root.pem")));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        using var bare = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
        Assert.That(() => bare.GetAsync(holding.Options.RecordUrl + "/record/stream"), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task The_record_protocol_answers_at_no_other_door()
    {
        using var post = await holding.Http.PostAsync("/record/read", new StringContent("x", Encoding.ASCII, "application/jose"));
        using var get = await holding.Http.GetAsync("/record/snapshot");
        using var operators = await holding.Http.GetAsync("/operator/children");

        Assert.That(new[] { post, get, operators }.Select(answer => (int)answer.StatusCode), Is.All.EqualTo(404));
    }

    [Test]
    public async Task A_body_too_large_or_of_another_kind_is_refused()
    {
        using var large = await holding.SendAsync(new string('a', 300_000));
        using var client = holding.ClientAs("routing");
        using var kind = await client.PostAsync("/record/read", new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.That((int)large.StatusCode, Is.EqualTo(413));
        Assert.That((int)kind.StatusCode, Is.EqualTo(415));
    }

    private async Task RefusedAsync(Answer answer, string code, string? logged = null)
    {
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Refused, Is.EqualTo(code));
        Assert.That(answer.Header!.Things, Is.Empty);
        Assert.That(answer.ContentBytes, Is.Zero);
        var entry = await EntryAsync(answer.Header.LogIndex!.Value);
        Assert.That(entry, Does.Contain("AuthZconsent").And.Contain(logged ?? code));
    }

    private async Task<string> EntryAsync(long index)
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);

        return Encoding.UTF8.GetString((await Dapper.SqlMapper.ExecuteScalarAsync<byte[]>(connection, "SELECT leaf FROM log_entries WHERE idx = @index AND outcome = 'refuse'", new { index }))!);
    }
}
