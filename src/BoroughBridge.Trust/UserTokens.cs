using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BoroughBridge.Trust;

/// <summary>
/// Validates users' access tokens against their own authority's provider (issuer, audience, ES256/RS256 signature, life at most
/// five minutes, the factors that authority demands), and remembers a valid one until it expires, by hash of the token, in a bounded cache.
/// </summary>
public sealed class UserTokens
{
    /// <summary>Name of the HTTP client that reaches the providers (<see cref="TrustServices.AddUserTokens"/>).</summary>
    public const string HttpClientName = "identity-provider";

    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MostCharacters = 8 * 1024;

    private const int MostValues = 32;
    private static readonly string[] OfOtherTokens = ["nonce", "at_hash", "c_hash", "events"];
    private readonly IssuerTokens issuers;
    private readonly LogoutTokens logouts;
    private readonly TokenCache cache;
    private readonly TimeProvider clock;

    /// <exception cref="TrustConfigurationException">An issuer is not HTTPS (HTTP is for loopback alone), or serves two authorities.</exception>
    public UserTokens(TrustOptions trust, IHttpClientFactory http, TimeProvider clock)
    {
        this.clock = clock;
        cache = new(clock);
        issuers = new(trust, http, clock);
        logouts = new(issuers, clock);
    }

    /// <summary>Who calls, or why not. Never throws on what it is sent; a provider that cannot be reached is a failure, not an exception.</summary>
    public async Task<TokenOutcome> ValidateAsync(string token, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(token)) return Refused("none");
        if (token.Length > MostCharacters) return Refused("oversized");

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (cache.Find(hash) is { } known) return Judge(known);

        var (read, provider, failure) = await issuers.ReadAsync(token, from => from.Options.Audience, IsAccessToken, ct);
        if (read is null || provider is null) return Refused(failure);
        if (IsForSomethingElse(read)) return Refused("type");
        if (TokenTimes.Judge(read, provider.Options.MostTokenSeconds, clock.GetUtcNow()) is { } late) return Refused(late);

        var (identity, absent) = Identify(read, provider);
        if (identity is null) return Refused(absent);

        return cache.Remember(hash, identity) is { } entry ? Judge(entry) : Refused("replayed");
    }

    /// <summary>Whom a logout token signs out, or why it does not. Never throws on what it is sent.</summary>
    public Task<LogoutOutcome> ValidateLogoutAsync(string token, CancellationToken ct) => logouts.ValidateAsync(token, ct);

    /// <summary>
    /// Forgets every token of a user: local disable, back-channel logout. Tokens issued until now stay refused until they expire, seen before or not.
    /// </summary>
    public void Forget(string issuer, string subject) => cache.Forget(issuer, subject);

    /// <summary>The same for the tokens of one of the provider's sessions.</summary>
    public void ForgetSession(string issuer, string sessionId) => cache.ForgetSession(issuer, sessionId);

    private TokenOutcome Judge(TokenCache.Entry entry)
    {
        if (clock.GetUtcNow() >= entry.Identity.Expires + TokenTimes.Skew) return Refused("expired");

        return cache.IsForgotten(entry) ? Refused("forgotten") : new(entry.Identity, null);
    }

    private static TokenOutcome Refused(string code) => new(null, code);

    // RFC 9068 4; "JWT" is what providers send that do not know it yet.
    private static bool IsAccessToken(string? typ) =>
        string.Equals(typ, "at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(typ, "application/at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(typ, "JWT", StringComparison.OrdinalIgnoreCase);

    // An id token or a logout token that says only "JWT" is known by what no access token has.
    private static bool IsForSomethingElse(JsonWebToken token) =>
        OfOtherTokens.Any(claim => token.TryGetPayloadValue<object>(claim, out _));

    private static (UserIdentity? Identity, string Failure) Identify(JsonWebToken token, Provider provider)
    {
        var named = provider.Options;
        if (IssuerTokens.Claim(token, named.SubjectClaim) is not { } subject || subject.Contains(' ', StringComparison.Ordinal)) return (null, "claim-sub");
        if (IssuerTokens.Claim(token, named.TokenIdClaim) is not { } id) return (null, "claim-jti");
        if (named.AuthorityClaim is { } claim && IssuerTokens.Claim(token, claim) != named.AuthorityValue) return (null, "authority");

        var roles = IssuerTokens.Claims(token, named.RolesClaim, MostValues);
        if (roles.Length is 0 or > MostValues || roles.Any(role => role.Length is 0 or > IssuerTokens.MostClaimCharacters)) return (null, "claim-roles");
        if (named.RoleNames.Count > 0) roles = [.. roles.Select(role => named.RoleNames.GetValueOrDefault(role)).OfType<string>().Distinct()];
        if (roles.Length == 0) return (null, "claim-roles");

        // A person is present only where the provider says how she was authenticated, and the token was not issued to a client for itself.
        var acr = IssuerTokens.Claims(token, named.AcrClaim, MostValues).Where(value => value.Length is > 0 and <= IssuerTokens.MostClaimCharacters).ToArray();
        var machine = IssuerTokens.Claim(token, "client_id") == subject;
        if (!machine && named.RequiredAcr.Count > 0 && !acr.Any(named.RequiredAcr.Contains)) return (null, "acr");
        if (!machine && named.RequiredAmr.Except(IssuerTokens.Claims(token, JwtRegisteredClaimNames.Amr, MostValues)).Any()) return (null, "amr");

        return (new UserIdentity
        {
            Issuer = token.Issuer,
            Subject = subject,
            Authority = provider.Authority,
            Roles = roles,
            Name = IssuerTokens.Claim(token, named.NameClaim) ?? "",
            TokenId = id,
            Expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero),
            UserPresent = acr.Length > 0 && !machine,
            IssuedAt = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero),
            SessionId = IssuerTokens.Claim(token, JwtRegisteredClaimNames.Sid),
        }, "");
    }
}
