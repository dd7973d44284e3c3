using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>One authority's provider as configured, and its keys.</summary>
internal sealed record Provider(string Authority, IdentityProviderOptions Options, IssuerKeys Keys);

/// <summary>What every token of a provider must be, whatever it is for: compact, small, of a known issuer, signed by that issuer's own key for its own algorithm.</summary>
internal sealed class IssuerTokens
{
    public const int MostClaimCharacters = 256;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = UserTokens.MostCharacters };
    private readonly Dictionary<string, Provider> providers = new(StringComparer.Ordinal);

    /// <exception cref="TrustConfigurationException">An issuer is not HTTPS (HTTP is for loopback alone), or serves two authorities.</exception>
    public IssuerTokens(TrustOptions trust, IHttpClientFactory http, TimeProvider clock)
    {
        foreach (var (authority, options) in trust.IdentityProviders)
        {
            var at = $"{nameof(trust.IdentityProviders)}:{authority}:";
            if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || !IssuerKeys.IsSafe(issuer))
                throw new TrustConfigurationException(at + nameof(options.Issuer), "is not an https address (http is for loopback alone)");
            if (options.AuthorityClaim is not null != options.AuthorityValue is not null)
                throw new TrustConfigurationException(at + nameof(options.AuthorityValue), "is needed with AuthorityClaim, and only with it");

            if (!providers.TryAdd(options.Issuer, new(authority, options, new IssuerKeys(options.Issuer, http, clock))))
                throw new TrustConfigurationException(at + nameof(options.Issuer), "is another authority's issuer too");
        }
    }

    /// <summary>The token and its provider where all of that holds; else a code.</summary>
    public async Task<(JsonWebToken? Token, Provider? From, string Failure)> ReadAsync(string text, Func<Provider, string?> audience, Func<string?, bool> isType, CancellationToken ct)
    {
        var (read, failure) = Parse(text, isType);
        if (read is null) return (null, null, failure);

        var provider = providers[read.Issuer];
        if (audience(provider) is not { } expected) return (null, null, "audience");
        var (key, missing) = await provider.Keys.FindAsync(read.Kid, read.Alg, ct);
        if (key is null) return (null, null, missing);

        var result = await Handler.ValidateTokenAsync(read, new TokenValidationParameters
        {
            ValidIssuer = read.Issuer,
            ValidAudience = expected,
            ValidAlgorithms = [read.Alg],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            // Times are judged by TokenTimes, on our clock and with codes of our own.
            ValidateLifetime = false,
        });

        return result.IsValid ? (read, provider, "") : (null, null, CodeOf(result.Exception));
    }

    /// <summary>A claim that is one text of bounded length without control characters; none else.</summary>
    public static string? Claim(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) && value is { Length: > 0 and <= MostClaimCharacters } && !value.Any(char.IsControl) ? value : null;

    /// <summary>The texts of a claim that is a text or a list of them; one past <paramref name="most"/> where there are more.</summary>
    public static string[] Claims(JsonWebToken token, string name, int most) =>
        [.. token.Claims.Where(claim => claim.Type == name).Select(claim => claim.Value).Take(most + 1)];

    private (JsonWebToken? Token, string Failure) Parse(string text, Func<string?, bool> isType)
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

        if (text.AsSpan().Count('.') != 2 || text.Any(c => !IsOfCompactForm(c))) return (null, "malformed");
        if (token.Alg is not (SecurityAlgorithms.EcdsaSha256 or SecurityAlgorithms.RsaSha256)) return (null, "algorithm");
        if (!isType(token.Typ)) return (null, "type");
        if (token.Kid is not { Length: > 0 and <= MostClaimCharacters }) return (null, "key");

        return providers.ContainsKey(token.Issuer ?? "") ? (token, "") : (null, "issuer");
    }

    // RFC 7515 2: base64url without padding, three parts.
    private static bool IsOfCompactForm(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static string CodeOf(Exception? why) => why switch
    {
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAlgorithmException => "algorithm",
        SecurityTokenNoExpirationException => "claim-exp",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "signature",
        _ => "invalid",
    };
}
