namespace BoroughBridge.Trust;

/// <summary>
/// Validates users' access tokens against their own authority's provider (issuer, audience, ES256/RS256 signature, life at most
/// five minutes), and remembers a valid one until it expires, by hash of the token, in a bounded cache.
/// </summary>
public sealed class UserTokens(TrustOptions trust, IHttpClientFactory http, TimeProvider clock)
{
    /// <summary>Who calls, or why not. Never throws on what it is sent; a provider that cannot be reached is a failure, not an exception.</summary>
    public Task<TokenOutcome> ValidateAsync(string token, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Forgets every token of a user: local disable, back-channel logout.</summary>
    public void Forget(string issuer, string subject) => throw new NotImplementedException();
}
