using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>A case system's assertions (private_key_jwt): ES384 and RS384, its registered keys, this endpoint, five minutes.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClientAssertionsTests : IDisposable
{
    private const string Here = "https://bridge.example/smart/token";
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private static readonly RSA Rsa = RSA.Create(2048);
    private readonly SetClock clock = new();
    private readonly string file = Path.GetTempFileName();
    private readonly KeyServer server = new();
    private ClientKeySource source;

    public ClientAssertionsTests()
    {
        File.WriteAllText(file, Keys());
        source = new(file, null);
    }

    public void Dispose()
    {
        File.Delete(file);
        server.Dispose();
    }

    [TestCase("ES384", "ec")]
    [TestCase("RS384", "rsa")]
    public async Task A_good_one_says_who_and_when(string algorithm, string kid)
    {
        var (client, failure) = await JudgeAsync(Assertion(algorithm, kid));

        Assert.That(failure, Is.Empty);
        Assert.That(client!.ClientId, Is.EqualTo("ics"));
        Assert.That(client.AssertionId, Is.EqualTo("j-1"));
    }

    [Test]
    public async Task Keys_are_read_from_an_address_too_and_a_new_one_is_found()
    {
        source = new(null, "https://ics.example/jwks");
        var judge = new ClientAssertions(server, clock);
        server.Body = """{"keys":[]}""";
        Assert.That((await judge.JudgeAsync(Assertion("ES384", "ec"), _ => source, Here, default)).Failure, Is.EqualTo("key"));

        server.Body = Keys();
        clock.Pass(TimeSpan.FromSeconds(3));

        Assert.That((await judge.JudgeAsync(Assertion("ES384", "ec"), _ => source, Here, default)).Failure, Is.Empty);
    }

    [Test]
    public async Task An_address_in_the_clear_is_not_asked()
    {
        source = new(null, "http://ics.example/jwks");
        server.Body = Keys();

        Assert.That((await JudgeAsync(Assertion("ES384", "ec"))).Failure, Is.EqualTo("key"));
        Assert.That(server.Asked, Is.Zero);
    }

    [TestCase("ES256", "ec", "algorithm")]
    [TestCase("RS256", "rsa", "algorithm")]
    [TestCase("none", "ec", "algorithm")]
    [TestCase("HS384", "ec", "algorithm")]
    [TestCase("ES384", "rsa", "key")]
    [TestCase("RS384", "ec", "key")]
    [TestCase("ES384", "unknown", "key")]
    public async Task The_algorithm_and_key_are_the_registered_ones(string algorithm, string kid, string code) => Assert.That((await JudgeAsync(Assertion(algorithm, kid))).Failure, Is.EqualTo(code));

    [TestCase("iss", "somebody", "client")]
    [TestCase("sub", "somebody", "client")]
    [TestCase("iss", null, "client")]
    [TestCase("aud", "https://bridge.example/fhir", "signature-or-audience")]
    [TestCase("aud", null, "signature-or-audience")]
    [TestCase("jti", null, "claim-jti")]
    public async Task A_claim_that_is_missing_or_wrong_is_refused(string claim, string? value, string code) => Assert.That((await JudgeAsync(Assertion("ES384", "ec", claims =>
    {
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;
    }))).Failure, Is.EqualTo(code));

    [TestCase(-10, "expired")]
    [TestCase(310, "too-long-lived")]
    [TestCase(86400, "too-long-lived")]
    [TestCase(200, "")]
    public async Task It_lives_five_minutes_at_most(int seconds, string code) =>
        Assert.That((await JudgeAsync(Assertion("ES384", "ec", claims => claims["exp"] = clock.Now.ToUnixTimeSeconds() + seconds))).Failure, Is.EqualTo(code));

    [Test]
    public async Task Another_key_or_a_key_brought_along_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var header = Header("ES384", "ec");
        header["jku"] = "https://evil.example/jwks";
        var forged = InventedIssuer.Signed(header, Claims(), bytes => other.SignData(bytes, HashAlgorithmName.SHA384));

        Assert.That((await JudgeAsync(forged)).Failure, Is.EqualTo("signature-or-audience"));
        Assert.That(server.Asked, Is.Zero);
    }

    [Test]
    public async Task A_public_client_has_no_assertion() =>
        Assert.That((await new ClientAssertions(server, clock).JudgeAsync(Assertion("ES384", "ec"), _ => null, Here, default)).Failure, Is.EqualTo("client"));

    [TestCase("")]
    [TestCase("a.b.c")]
    [TestCase("nonsense")]
    public async Task Any_text_is_an_outcome_and_never_an_exception(string text) => Assert.That((await JudgeAsync(text)).Client, Is.Null);

    private Task<(ClientAsserted? Client, string Failure)> JudgeAsync(string text) => new ClientAssertions(server, clock).JudgeAsync(text, id => id == "ics" ? source : null, Here, default);

    private string Assertion(string algorithm, string kid, Action<Dictionary<string, object?>>? change = null)
    {
        var claims = Claims();
        change?.Invoke(claims);

        return InventedIssuer.Signed(Header(algorithm, kid), claims, bytes => kid == "rsa"
            ? Rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)
            : Ec.SignData(bytes, HashAlgorithmName.SHA384));
    }

    private static Dictionary<string, object?> Header(string algorithm, string kid) => new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = kid };

    private Dictionary<string, object?> Claims() => new() { ["iss"] = "ics", ["sub"] = "ics", ["aud"] = Here, ["jti"] = "j-1", ["exp"] = clock.Now.ToUnixTimeSeconds() + 240 };

    private static string Keys()
    {
        var (q, rsa) = (Ec.ExportParameters(false).Q, Rsa.ExportParameters(false));

        return $$"""{"keys":[{"kty":"EC","crv":"P-384","kid":"ec","x":"{{InventedIssuer.B64(q.X!)}}","y":"{{InventedIssuer.B64(q.Y!)}}"},{"kty":"RSA","kid":"rsa","n":"{{InventedIssuer.B64(rsa.Modulus!)}}","e":"{{InventedIssuer.B64(rsa.Exponent!)}}"}]}""";
    }

    private sealed class KeyServer : HttpMessageHandler, IHttpClientFactory
    {
        public string Body { get; set; } = "{}";
        public int Asked { get; private set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;

            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Body, Encoding.UTF8, "application/json") });
        }
    }
}
