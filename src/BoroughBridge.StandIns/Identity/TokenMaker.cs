using BoroughBridge.StandIns.People;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using System.Security.Cryptography;

namespace BoroughBridge.StandIns.Identity;

/// <summary>Makes an issuer's tokens. Access tokens follow RFC 9068 (<c>at+jwt</c>) and live five minutes.</summary>
internal sealed class TokenMaker(TimeProvider clock)
{
    /// <summary>Who access tokens are for.</summary>
    public const string Audience = "boroughbridge";
    /// <summary>How a person was signed in here: not at all, really.</summary>
    public const string Acr = "urn:boroughbridge:stand-in:chosen";
    /// <summary>Seconds a token lives.</summary>
    public const int LifeSeconds = 300;

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>An access token of a person; without <paramref name="userPresent"/> as a machine of the same name would get it.</summary>
    public string Access(Issuer issuer, DemonstrationPerson person, string clientId, string session, bool userPresent = true)
    {
        var claims = Common(issuer, person.Login, Audience, clock.GetUtcNow());
        claims["roles"] = person.Roles.ToArray();
        claims["name"] = person.Name;
        claims["client_id"] = userPresent ? clientId : person.Login;
        if (userPresent) (claims["acr"], claims["sid"]) = (Acr, session);

        return Sign(issuer, "at+jwt", claims);
    }

    /// <summary>The id token of a sign-in.</summary>
    public string Id(Issuer issuer, DemonstrationPerson person, SignIn signIn, string? nonce)
    {
        var claims = Common(issuer, person.Login, signIn.ClientId, clock.GetUtcNow());
        claims["auth_time"] = signIn.At.ToUnixTimeSeconds();
        claims["name"] = person.Name;
        claims["preferred_username"] = person.Login;
        claims["acr"] = Acr;
        claims["sid"] = signIn.Session;
        if (nonce is not null) claims["nonce"] = nonce;

        return Sign(issuer, "JWT", claims);
    }

    /// <summary>A logout token for a client (OpenID Connect Back-Channel Logout 1.0, 2.4): of one session, or of all a person has.</summary>
    public string Logout(Issuer issuer, string login, string clientId, string? session)
    {
        var claims = Common(issuer, login, clientId, clock.GetUtcNow());
        claims["exp"] = clock.GetUtcNow().ToUnixTimeSeconds() + 120;
        claims["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };
        if (session is not null) claims["sid"] = session;

        return Sign(issuer, "logout+jwt", claims);
    }

    private static Dictionary<string, object> Common(Issuer issuer, string subject, string audience, DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["iss"] = issuer.Name,
        ["sub"] = subject,
        ["aud"] = audience,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + LifeSeconds,
        ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
    };

    private string Sign(Issuer issuer, string type, Dictionary<string, object> claims) => handler.CreateToken(new SecurityTokenDescriptor
    {
        TokenType = type,
        Claims = claims,
        SigningCredentials = new(issuer.Keys.Current(), SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = new() { CacheSignatureProviders = false } },
    });
}
