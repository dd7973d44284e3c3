using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>
/// Validates users' access tokens against their own authority's provider (issuer, audience, ES256/RS256 signature, life at most
/// five minutes), and remembers a valid one until it expires, by hash of the token, in a bounded cache.
/// </summary>
public sealed class UserTokens
{
    /// <summary>Name of the HTTP client that reaches the providers (<see cref="TrustServices.AddUserTokens"/>).</summary>
    public const string HttpClientName = "identity-provider";

    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MostCharacters = 8 * 1024;

    private const int MostRoles = 32;
    private const int MostClaimCharacters = 256;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MostCharacters };
    private readonly Dictionary<string, Provider> providers = new(StringComparer.Ordinal);
    private readonly TokenCache cache;
    private readonly TimeProvider clock;

    /// <exception cref="TrustConfigurationException">An issuer is not HTTPS (HTTP is for loopback alone), or serves two authorities.</exception>
    public UserTokens(TrustOptions trust, IHttpClientFactory http, TimeProvider clock)
    {
        this.clock = clock;
        cache = new(clock);
        foreach (var (authority, options) in trust.IdentityProviders)
        {
            var setting = $"{nameof(trust.IdentityProviders)}:{authority}:{nameof(options.Issuer)}";
            if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || !IssuerKeys.IsSafe(issuer))
                throw new TrustConfigurationException(setting, "is not an https address (http is for loopback alone)");

            if (!providers.TryAdd(options.Issuer, new(authority, options, new IssuerKeys(options.Issuer, http, clock))))
                throw new TrustConfigurationException(setting, "is another authority's issuer too");
        }
    }

    /// <summary>Who calls, or why not. Never throws on what it is sent; a provider that cannot be reached is a failure, not an exception.</summary>
    public async Task<TokenOutcome> ValidateAsync(string token, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(token)) return Refused("none");
        if (token.Length > MostCharacters) return Refused("oversized");

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (cache.Find(hash) is { } known) return Judge(known);

        var (read, failure) = Read(token);
        if (read is null) return Refused(failure);

        var provider = providers[read.Issuer];
        var (key, missing) = await provider.Keys.FindAsync(read.Kid, read.Alg, ct);
        if (key is null) return Refused(missing);

        var parameters = new TokenValidationParameters
        {
            ValidIssuer = read.Issuer,
            ValidAudience = provider.Options.Audience,
            ValidAlgorithms = [read.Alg],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            // Times are judged by TokenTimes, on our clock and with codes of our own.
            ValidateLifetime = false,
        };
        var result = await Handler.ValidateTokenAsync(read, parameters);
        if (!result.IsValid) return Refused(CodeOf(result.Exception));
        if (TokenTimes.Judge(read, provider.Options.MostTokenSeconds, clock.GetUtcNow()) is { } late) return Refused(late);

        var (identity, absent) = Identify(read, provider);
        if (identity is null) return Refused(absent);

        return Judge(cache.Remember(hash, identity, read.IssuedAt));
    }

    /// <summary>
    /// Forgets every token of a user: local disable, back-channel logout. Tokens issued until now stay refused until they expire, seen before or not.
    /// </summary>
    public void Forget(string issuer, string subject) => cache.Forget(issuer, subject);

    private TokenOutcome Judge(TokenCache.Entry entry)
    {
        if (clock.GetUtcNow() >= entry.Identity.Expires + TokenTimes.Skew) return Refused("expired");

        return cache.IsForgotten(entry) ? Refused("forgotten") : new(entry.Identity, null);
    }

    private static TokenOutcome Refused(string code) => new(null, code);

    private (JsonWebToken? Token, string Failure) Read(string text)
    {
        JsonWebToken token;
        try
        {
            token = new(text);
            if (token.TryGetHeaderValue<object>("crit", out _)) return (null, "critical");
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException or InvalidOperationException)
        {
            return (null, "malformed");
        }

        if (text.AsSpan().Count('.') != 2) return (null, "malformed");
        if (token.Alg is not (SecurityAlgorithms.EcdsaSha256 or SecurityAlgorithms.RsaSha256)) return (null, "algorithm");
        if (!IsAccessToken(token.Typ)) return (null, "type");
        if (token.Kid is not { Length: > 0 and <= MostClaimCharacters }) return (null, "key");

        return providers.ContainsKey(token.Issuer ?? "") ? (token, "") : (null, "issuer");
    }

    // RFC 9068 4; "JWT" is what providers send that do not know it yet. An id token or a logout token is thereby told apart only where it says so.
    private static bool IsAccessToken(string? typ) =>
        string.Equals(typ, "at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(typ, "application/at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(typ, "JWT", StringComparison.OrdinalIgnoreCase);

    private static (UserIdentity? Identity, string Failure) Identify(JsonWebToken token, Provider provider)
    {
        if (Claim(token, JwtRegisteredClaimNames.Sub) is not { } subject || subject.Contains(' ', StringComparison.Ordinal)) return (null, "claim-sub");
        if (Claim(token, JwtRegisteredClaimNames.Jti) is not { } id) return (null, "claim-jti");

        var roles = token.Claims.Where(claim => claim.Type == provider.Options.RolesClaim).Select(claim => claim.Value).Take(MostRoles + 1).ToArray();
        if (roles.Length is 0 or > MostRoles || roles.Any(role => role.Length is 0 or > MostClaimCharacters)) return (null, "claim-roles");

        // A person is present only where the provider says how she was authenticated, and the token was not issued to a client for itself.
        var present = Claim(token, JwtRegisteredClaimNames.Acr) is not null && Claim(token, "client_id") != subject;

        return (new UserIdentity
        {
            Issuer = token.Issuer,
            Subject = subject,
            Authority = provider.Authority,
            Roles = roles,
            Name = Claim(token, provider.Options.NameClaim) ?? "",
            TokenId = id,
            Expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero),
            UserPresent = present,
        }, "");
    }

    private static string? Claim(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) && value is { Length: > 0 and <= MostClaimCharacters } && !value.Any(char.IsControl) ? value : null;

    private static string CodeOf(Exception? why) => why switch
    {
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAlgorithmException => "algorithm",
        SecurityTokenNoExpirationException => "claim-exp",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "signature",
        _ => "invalid",
    };

    private sealed record Provider(string Authority, IdentityProviderOptions Options, IssuerKeys Keys);
}
