using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.Routing.FhirApi;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>More than a hundred tokens that are not good, shown to the FHIR API's own gate: each is refused, and no answer tells which fault it had.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefusedTokensTests : IDisposable
{
    private readonly SetClock clock = new();
    private readonly InventedIssuer here = new("https://id.tower-hamlets.example");
    private readonly InventedIssuer there = new("https://id.islington.example");
    private InventedInternet internet = null!;
    private UserTokens tokens = null!;

    private static IEnumerable<string> Faults => RefusedTokens.All.Keys;

    [SetUp]
    public async Task StartAsync()
    {
        internet = new InventedInternet(here, there);
        var options = new TrustOptions();
        options.IdentityProviders["tower-hamlets"] = new() { Issuer = here.Address, Audience = "boroughbridge", ClientId = "portal" };
        options.IdentityProviders["tower-hamlets"].RequiredAcr.Add("mfa");
        options.IdentityProviders["islington"] = new() { Issuer = there.Address, Audience = "boroughbridge", ClientId = "portal" };
        tokens = new UserTokens(options, internet, clock);
        await tokens.ValidateAsync(here.Token(clock.Now), default);
        clock.Pass(TimeSpan.FromSeconds(3));
    }

    public void Dispose()
    {
        internet.Dispose();
        here.Dispose();
        there.Dispose();
    }

    [Test]
    public void There_are_a_hundred_of_them() => Assert.That(RefusedTokens.All, Has.Count.GreaterThanOrEqualTo(100));

    [TestCaseSource(nameof(Faults))]
    public async Task A_token_with_a_fault_is_refused_and_all_alike(string fault)
    {
        var answer = await AskAsync(RefusedTokens.All[fault](here, there, clock.Now));

        Assert.That(answer, Is.EqualTo(await AskAsync("not-a-token")));
        Assert.That(answer, Does.StartWith("401 "));
    }

    [Test]
    public async Task A_good_one_is_admitted_so_that_the_refusals_mean_something() => Assert.That(await AskAsync(here.Token(clock.Now)), Is.EqualTo("admitted"));

    [Test]
    public async Task A_key_no_longer_published_is_refused_once_its_set_has_been_read_again()
    {
        var late = TimeSpan.FromMinutes(10);
        var old = here.Token(clock.Now + late);
        here.Rotate();
        clock.Pass(late);

        Assert.That(await AskAsync(old), Is.EqualTo(await AskAsync("not-a-token")));
        Assert.That(await AskAsync(here.Token(clock.Now)), Is.EqualTo("admitted"));
    }

    [Test]
    public async Task A_token_altered_so_that_its_signature_still_holds_is_a_replay()
    {
        var token = here.Token(clock.Now);
        var parts = token.Split('.');
        var signature = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(parts[2]);
        // ECDSA: (r, n-s) verifies wherever (r, s) does.
        var order = new System.Numerics.BigInteger(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);
        var other = (order - new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] altered = [.. signature[..32], .. new byte[32 - other.Length], .. other];

        Assert.That(await AskAsync(token), Is.EqualTo("admitted"));
        Assert.That((await tokens.ValidateAsync($"{parts[0]}.{parts[1]}.{InventedIssuer.B64(altered)}", default)).Failure, Is.EqualTo("replayed"));
    }

    [Test]
    public async Task A_logged_out_persons_token_replayed_is_refused_like_any_other()
    {
        var token = here.Token(clock.Now);
        Assert.That(await AskAsync(token), Is.EqualTo("admitted"));

        tokens.Forget(here.Address, "iro.th1");

        Assert.That(await AskAsync(token), Is.EqualTo(await AskAsync("not-a-token")));
    }

    /// <summary>Status, header names and values, and body; the trace id is each answer's own and always as long.</summary>
    private async Task<string> AskAsync(string token)
    {
        var context = new DefaultHttpContext { TraceIdentifier = Ids.New() };
        context.Request.Method = HttpMethods.Get;
        context.Request.Headers.Authorization = "Bearer " + token.Replace("\n", " ", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
        using var body = new MemoryStream();
        context.Response.Body = body;
        if (await new FhirGate(tokens, []).AdmitAsync(context) is not null) return "admitted";

        var headers = string.Join("; ", context.Response.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}={header.Value}"));

        return $"{context.Response.StatusCode} {headers} {Encoding.UTF8.GetString(body.ToArray())}".Replace(context.TraceIdentifier, new string('t', 32), StringComparison.Ordinal);
    }
}
