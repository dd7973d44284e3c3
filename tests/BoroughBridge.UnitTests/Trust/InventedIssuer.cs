using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>An identity provider of an invented authority: its documents, its keys, and any token one might send, right or wrong.</summary>
internal sealed class InventedIssuer : IDisposable
{
    private static readonly RSA OneRsa = RSA.Create(2048);
    private readonly List<(string Kid, string Jwk)> published = [];

    public InventedIssuer(string address)
    {
        Address = address;
        Rotate();
    }

    public string Address { get; }
    public ECDsa Key { get; private set; } = null!;
    /// <summary>One for all issuers of a run: making one takes as long as a hundred tests.</summary>
    public RSA Rsa { get; } = OneRsa;
    public string Kid { get; private set; } = "";
    public int Fetches { get; private set; }
    public bool Down { get; set; }
    public int Padding { get; set; }
    public string? ClaimedIssuer { get; set; }

    /// <summary>A new key; the old one is published no more.</summary>
    public void Rotate()
    {
        Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Kid = $"k{published.Count + 1}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var q = Key.ExportParameters(false).Q;
        var rsa = Rsa.ExportParameters(false);
        published.Clear();
        published.Add((Kid, $$"""{"kty":"EC","crv":"P-256","kid":"{{Kid}}","x":"{{B64(q.X!)}}","y":"{{B64(q.Y!)}}","use":"sig"}"""));
        published.Add(("rsa", $$"""{"kty":"RSA","kid":"rsa","n":"{{B64(rsa.Modulus!)}}","e":"{{B64(rsa.Exponent!)}}","alg":"RS256"}"""));
        published.Add(("enc", $$"""{"kty":"EC","crv":"P-256","kid":"enc","x":"{{B64(q.X!)}}","y":"{{B64(q.Y!)}}","use":"enc"}"""));
    }

    public Dictionary<string, object?> Header(string alg = "ES256", string typ = "at+jwt") => new() { ["alg"] = alg, ["typ"] = typ, ["kid"] = Kid };

    public Dictionary<string, object?> Claims(DateTimeOffset now, int life = 300) => new()
    {
        ["iss"] = Address,
        ["sub"] = "iro.th1",
        ["aud"] = "boroughbridge",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + life,
        ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
        ["roles"] = new[] { "iro" },
        ["name"] = "Invented Officer",
        ["acr"] = "mfa",
    };

    /// <summary>Claims of a logout token for the portal's client (OpenID Connect Back-Channel Logout 1.0, 2.4).</summary>
    public Dictionary<string, object?> LogoutClaims(DateTimeOffset now) => new()
    {
        ["iss"] = Address,
        ["sub"] = "iro.th1",
        ["sid"] = "s-1",
        ["aud"] = "portal",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + 120,
        ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
        ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
    };

    /// <summary>Signed with the issuer's ES256 key whatever the header says.</summary>
    public string Token(IDictionary<string, object?> header, IDictionary<string, object?> claims) =>
        Signed(header, claims, bytes => Key.SignData(bytes, HashAlgorithmName.SHA256));

    public string Token(DateTimeOffset now, int life = 300) => Token(Header(), Claims(now, life));

    public static string Signed(IDictionary<string, object?> header, IDictionary<string, object?> claims, Func<byte[], byte[]> sign)
    {
        var text = $"{B64(JsonSerializer.SerializeToUtf8Bytes(header))}.{B64(JsonSerializer.SerializeToUtf8Bytes(claims))}";

        return $"{text}.{B64(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public HttpResponseMessage Answer(string path)
    {
        Fetches++;
        if (Down) throw new HttpRequestException("down");
        var body = path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal)
            ? $$"""{"issuer":"{{ClaimedIssuer ?? Address}}","jwks_uri":"{{Address}}/jwks"}"""
            : $$"""{"keys":[{{string.Join(',', published.Select(key => key.Jwk))}}],"padding":"{{new string('x', Padding)}}"}""";

        return new(HttpStatusCode.OK) { Content = new StringContent(body) };
    }

    public void Dispose() => Key.Dispose();

    public static string B64(byte[] bytes) => Base64UrlEncoder.Encode(bytes);
}

/// <summary>Reaches the invented issuers by their addresses.</summary>
internal sealed class InventedInternet(params InventedIssuer[] issuers) : HttpMessageHandler, IHttpClientFactory
{
    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.ToString();
        var issuer = issuers.Single(issuer => address.StartsWith(issuer.Address + "/", StringComparison.Ordinal));

        return Task.FromResult(issuer.Answer(request.RequestUri.AbsolutePath));
    }
}
