using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>Two authorities' identity providers over HTTP: discovery, keys, and the tokens a test asks for.</summary>
internal sealed class TestIssuers(TimeProvider clock) : IAsyncDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly int port = Ports.Free();
    private readonly ConcurrentDictionary<string, (string Subject, string Session, string[] Roles, string Nonce)> codes = new();
    private int renewals;
    private WebApplication? app;

    public string Of(string authority) => $"http://127.0.0.1:{port}/{authority}";

    public IdentityProviderOptions Options(string authority) => new() { Issuer = Of(authority), Audience = "boroughbridge" };

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/{authority}/.well-known/openid-configuration", (string authority) => new
        {
            issuer = Of(authority), jwks_uri = Of(authority) + "/keys", authorization_endpoint = Of(authority) + "/authorize", token_endpoint = Of(authority) + "/token",
        });
        app.MapGet("/{authority}/authorize", Authorize);
        app.MapPost("/{authority}/token", TokenAsync);
        app.MapGet("/{authority}/keys", () =>
        {
            var q = key.ExportParameters(includePrivateParameters: false).Q;

            return new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "k1", use = "sig", alg = "ES256", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y) } } };
        });
        await app.StartAsync();
    }

    /// <summary>Who signs in next, at whichever authority asks: subject, session and roles.</summary>
    public (string Subject, string Session, string[] Roles) Next { get; set; } = ("iro.th1", "s-1", ["iro"]);

    /// <summary>Refresh tokens used so far.</summary>
    public int Renewals => renewals;

    /// <summary>Every access token given.</summary>
    public ConcurrentQueue<string> Given { get; } = new();

    /// <summary>A logout token, changed as the test wants it.</summary>
    public string LogoutToken(string authority, string? subject, string? session, Action<Dictionary<string, object>>? change = null)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Of(authority), ["aud"] = "portal", ["iat"] = now, ["exp"] = now + 120, ["jti"] = Ids.New(),
            ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
        };
        if (subject is not null) claims["sub"] = subject;
        if (session is not null) claims["sid"] = session;
        change?.Invoke(claims);

        return Sign("logout+jwt", claims);
    }

    /// <summary>Signs in whoever is next, at once: the code says who.</summary>
    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var code = Ids.New();
        codes[code] = (Next.Subject, Next.Session, Next.Roles, query["nonce"].ToString());

        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task<IResult> TokenAsync(string authority, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] == "refresh_token") Interlocked.Increment(ref renewals);
        if (!codes.TryRemove(form[form["grant_type"] == "refresh_token" ? "refresh_token" : "code"].ToString(), out var who)) return Results.BadRequest(new { error = "invalid_grant" });

        var refresh = Ids.New();
        codes[refresh] = who with { Nonce = "" };
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var common = new Dictionary<string, object> { ["iss"] = Of(authority), ["sub"] = who.Subject, ["iat"] = now, ["exp"] = now + 300, ["sid"] = who.Session, ["acr"] = "mfa" };
        var access = Sign("at+jwt", new(common) { ["aud"] = "boroughbridge", ["jti"] = Ids.New(), ["roles"] = who.Roles, ["name"] = "An Officer", ["client_id"] = "portal" });
        Given.Enqueue(access);

        return Results.Json(new
        {
            access_token = access, token_type = "Bearer", expires_in = 300, refresh_token = refresh,
            id_token = Sign("JWT", new(common) { ["aud"] = "portal", ["nonce"] = who.Nonce }),
        });
    }

    private string Sign(string type, Dictionary<string, object> claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        TokenType = type,
        SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = "k1" }, SecurityAlgorithms.EcdsaSha256),
    });

    /// <summary>An access token of the authority's provider; a machine's where <paramref name="machine"/>.</summary>
    public string Token(string authority, string subject, string role = "iro", bool machine = false, string audience = "boroughbridge")
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["jti"] = Ids.New(), ["roles"] = new[] { role }, ["name"] = "An Officer" };
        if (machine) claims["client_id"] = subject;
        else claims["acr"] = "mfa";

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Of(authority),
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            Expires = now.UtcDateTime.AddMinutes(5),
            Claims = claims,
            TokenType = "at+jwt",
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = "k1" }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>A token with this header and these claims, as they are, signed ES256 with the issuers' key or another.</summary>
    public string Signed(IReadOnlyDictionary<string, object?> header, IReadOnlyDictionary<string, object?> claims, ECDsa? with = null)
    {
        var signed = $"{Base64UrlEncoder.Encode(JsonSerializer.Serialize(header))}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}";

        return $"{signed}.{Base64UrlEncoder.Encode((with ?? key).SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The public key as its DER bytes, for who would use it as a secret.</summary>
    public byte[] PublicKey => key.ExportSubjectPublicKeyInfo();

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        key.Dispose();
    }
}
