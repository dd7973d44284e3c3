using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>A case system of Tower Hamlets with its keys, and an app without: registered, and asking as they would.</summary>
internal sealed class SmartClient(RoutingWorld world)
{
    public const string Ics = "ics-th";
    public const string App = "app-th";
    public const string Back = "http://localhost:5997/back";
    public const string FrameOrigin = "http://localhost:5998";
    public const string Verifier = "a-verifier-of-the-tests-that-is-long-enough-0123456789";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private static readonly RSA Rsa = RSA.Create(2048);

    public static string Challenge => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>Registers both.</summary>
    public static void Register(RoutingOptions options)
    {
        var set = Path.Combine(Path.GetDirectoryName(options.DataFolder)!, "ics.jwks");
        var (q, rsa) = (Ec.ExportParameters(false).Q, Rsa.ExportParameters(false));
        File.WriteAllText(set, JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "EC", crv = "P-384", kid = "ec", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y) },
                new { kty = "RSA", kid = "rsa", n = Base64UrlEncoder.Encode(rsa.Modulus), e = Base64UrlEncoder.Encode(rsa.Exponent) },
            },
        }));
        options.Smart.Clients[Ics] = new() { Name = "The case system", Authority = "tower-hamlets", Scopes = "launch launch/patient online_access patient/*.rs user/*.rs system/*.rs", KeySetFile = set };
        options.Smart.Clients[Ics].RedirectUris.Add("http://localhost:5999/back");
        options.Smart.Clients[Ics].FrameOrigins.Add(FrameOrigin);
        options.Smart.Clients[App] = new() { Name = "A reading app", Authority = "tower-hamlets", Scopes = "launch launch/patient online_access patient/CarePlan.rs patient/Patient.r" };
        options.Smart.Clients[App].RedirectUris.Add(Back);
    }

    public string Assertion(string algorithm = "ES384", Action<Dictionary<string, object>>? change = null)
    {
        var now = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = Ics, ["sub"] = Ics, ["aud"] = world.Options.Url + "/smart/token", ["exp"] = now + 240, ["iat"] = now, ["jti"] = Ids.New() };
        change?.Invoke(claims);
        SecurityKey key = algorithm.StartsWith("ES", StringComparison.Ordinal) ? new ECDsaSecurityKey(Ec) { KeyId = "ec" } : new RsaSecurityKey(Rsa) { KeyId = "rsa" };

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = new(key, algorithm) });
    }

    public Task<(int Status, JsonElement Answer)> TokenAsync(Dictionary<string, string> form) => PostAsync("/smart/token", form);

    public Dictionary<string, string> Itself(string? assertion = null, string scope = "system/*.rs") => new()
    {
        ["grant_type"] = "client_credentials", ["scope"] = scope, ["client_assertion_type"] = AssertionType, ["client_assertion"] = assertion ?? Assertion(),
    };

    public static Dictionary<string, string> Exchange(string code, string verifier = Verifier) => new()
    {
        ["grant_type"] = "authorization_code", ["client_id"] = App, ["code"] = code, ["redirect_uri"] = Back, ["code_verifier"] = verifier,
    };

    public async Task<(int Status, JsonElement Answer)> PostAsync(string path, Dictionary<string, string> form)
    {
        using var answer = await world.Http.PostAsync(path, new FormUrlEncodedContent(form));
        var text = await answer.Content.ReadAsStringAsync();

        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>The case system's own access token.</summary>
    public async Task<string> OwnTokenAsync() => (await TokenAsync(Itself())).Answer.GetProperty("access_token").GetString()!;

    /// <summary>A call of the case system's own.</summary>
    public async Task<(int Status, JsonElement Answer)> CallAsync(HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } };
        using var answer = await world.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        return ((int)answer.StatusCode, text.Length == 0 || answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>A launch of a case.</summary>
    public async Task<string> LaunchAsync(string caseId) => (await CallAsync(HttpMethod.Post, "/ics/launches", await OwnTokenAsync(), new { caseId })).Answer.GetProperty("launch").GetString()!;

    /// <summary>The address of the authorization page.</summary>
    public string Authorize(Action<Dictionary<string, string?>>? change = null)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = App, ["redirect_uri"] = Back, ["scope"] = "launch/patient online_access patient/CarePlan.rs", ["state"] = "a state",
            ["aud"] = world.Options.Url + "/fhir", ["code_challenge"] = Challenge, ["code_challenge_method"] = "S256",
        };
        change?.Invoke(query);

        return "/smart/authorize?" + string.Join('&', query.Where(one => one.Value is not null).Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value!)}"));
    }
}
