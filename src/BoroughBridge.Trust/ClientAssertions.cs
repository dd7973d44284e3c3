using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>Where a client's public keys are: a file, or an https address (http is for loopback alone).</summary>
public sealed record ClientKeySource(string? File, string? Uri);

/// <summary>A client that has shown that it has its private key. The id is to be used once.</summary>
public sealed record ClientAsserted(string ClientId, string AssertionId, DateTimeOffset Expires);

/// <summary>
/// Judges clients' assertions (RFC 7523, SMART App Launch 2.2 "Client Authentication: Asymmetric"): ES384 or RS384, issuer and subject the client, this token
/// endpoint the audience, five minutes at most. That each is used once is for whoever acts on it.
/// </summary>
public sealed class ClientAssertions(IHttpClientFactory http, TimeProvider clock)
{
    /// <summary>The one <c>client_assertion_type</c>.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int MostSeconds = 300;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = UserTokens.MostCharacters };
    private readonly ConcurrentDictionary<string, ClientKeys> keys = new(StringComparer.Ordinal);

    /// <summary>Who asserts, or a code. Never throws on what it is sent.</summary>
    public async Task<(ClientAsserted? Client, string Failure)> JudgeAsync(string text, Func<string, ClientKeySource?> clientKeys, string audience, CancellationToken ct)
    {
        if (text.Length is 0 or > UserTokens.MostCharacters) return (null, "size");
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
        if (token.Alg is not (SecurityAlgorithms.EcdsaSha384 or SecurityAlgorithms.RsaSha384)) return (null, "algorithm");
        if (token.Typ is { Length: > 0 } typ && !string.Equals(typ, "JWT", StringComparison.OrdinalIgnoreCase)) return (null, "type");
        if (token.Kid is not { Length: > 0 and <= IssuerTokens.MostClaimCharacters } kid) return (null, "key");
        if (token.Issuer is not { Length: > 0 } client || token.Subject != client || clientKeys(client) is not { } source) return (null, "client");

        // jku is never followed: a client's keys are where its registration says.
        var key = await keys.GetOrAdd(client, _ => new ClientKeys(source, http, clock)).FindAsync(kid, token.Alg, ct);
        if (key is null) return (null, "key");
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = client,
            ValidAudience = audience,
            ValidAlgorithms = [token.Alg],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            ValidateLifetime = false,
        });
        if (!result.IsValid) return (null, "signature-or-audience");
        if (LateBy(token) is { } late) return (null, late);

        return IssuerTokens.Claim(token, JwtRegisteredClaimNames.Jti) is { } id
            ? (new(client, id, new DateTimeOffset(token.ValidTo, TimeSpan.Zero)), "")
            : (null, "claim-jti");
    }

    // iat is optional here (SMART 2.2); the end may not lie more than five minutes ahead.
    private string? LateBy(JsonWebToken token)
    {
        var now = clock.GetUtcNow();
        var expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        if (now >= expires + TokenTimes.Skew) return "expired";
        if (expires - now > TimeSpan.FromSeconds(MostSeconds) + TokenTimes.Skew) return "too-long-lived";
        if (token.IssuedAt != default && now < new DateTimeOffset(token.IssuedAt, TimeSpan.Zero) - TokenTimes.Skew) return "issued-in-future";

        return token.ValidFrom != default && now < new DateTimeOffset(token.ValidFrom, TimeSpan.Zero) - TokenTimes.Skew ? "not-yet-valid" : null;
    }
}
