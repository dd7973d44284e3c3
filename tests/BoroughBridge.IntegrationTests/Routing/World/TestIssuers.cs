using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>Two authorities' identity providers over HTTP: discovery, keys, and the tokens a test asks for.</summary>
internal sealed class TestIssuers(TimeProvider clock) : IAsyncDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly int port = Ports.Free();
    private WebApplication? app;

    public string Of(string authority) => $"http://127.0.0.1:{port}/{authority}";

    public IdentityProviderOptions Options(string authority) => new() { Issuer = Of(authority), Audience = "boroughbridge" };

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/{authority}/.well-known/openid-configuration", (string authority) => new { issuer = Of(authority), jwks_uri = Of(authority) + "/keys" });
        app.MapGet("/{authority}/keys", () =>
        {
            var q = key.ExportParameters(includePrivateParameters: false).Q;

            return new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "k1", use = "sig", alg = "ES256", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y) } } };
        });
        await app.StartAsync();
    }

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
