using System.Security.Cryptography;
using BoroughBridge.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>A real OpenID issuer of two authorities: discovery, keys, and tokens with whatever a test wants wrong in them.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication app;
    private readonly string address = $"http://localhost:{Ports.Free()}";

    private TestIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        app = builder.Build();
        app.MapGet("/{authority}/.well-known/openid-configuration", (string authority) =>
            Results.Json(new { issuer = For(authority), jwks_uri = For(authority) + "/jwks" }));
        app.MapGet("/{authority}/jwks", () =>
        {
            var q = key.ExportParameters(false).Q;

            return Results.Json(new
            {
                keys = new[] { new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y), kid = "k1", use = "sig", alg = "ES256" } },
            });
        });
    }

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        await issuer.app.StartAsync();

        return issuer;
    }

    public string For(string authority) => $"{address}/{authority}";

    /// <summary>An access token of a member of staff, good unless the change makes it otherwise.</summary>
    public string Token(string subject, string authority = "tower-hamlets", Action<Dictionary<string, object>>? change = null, ECDsa? signedBy = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = For(authority),
            ["sub"] = subject,
            ["aud"] = "boroughbridge",
            ["iat"] = now.AddSeconds(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(4).ToUnixTimeSeconds(),
            ["jti"] = Contracts.Ids.New(),
            ["roles"] = new[] { "iro" },
            ["name"] = "An Officer",
            ["acr"] = "urn:test:mfa",
        };
        change?.Invoke(claims);

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            TokenType = "at+jwt",
            SigningCredentials = new(new ECDsaSecurityKey(signedBy ?? key) { KeyId = "k1" }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }
}
