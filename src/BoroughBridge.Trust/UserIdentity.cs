namespace BoroughBridge.Trust;

/// <summary>Who a validated access token says is calling. Made only by <see cref="UserTokens"/>.</summary>
public sealed record UserIdentity
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    /// <summary>The authority whose identity provider issued the token: her employer, or a sessional IRO's sponsor.</summary>
    public required string Authority { get; init; }
    /// <summary>Role codes of domain.md 3.2: <c>iro</c>, <c>iro-sessional</c>, <c>iro-manager</c>, <c>social-worker</c>, <c>auditor</c> ...</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>Shown on screens and to the holder's log as BALP's agent name; may be empty.</summary>
    public required string Name { get; init; }
    /// <summary>Token id, for the log.</summary>
    public required string TokenId { get; init; }
    public required DateTimeOffset Expires { get; init; }
    /// <summary>False where the token was issued to a machine (no user present): such a caller reads no bodies.</summary>
    public required bool UserPresent { get; init; }
    /// <summary>When the token was issued: one of before a logout is refused.</summary>
    public DateTimeOffset IssuedAt { get; init; }
    /// <summary>The provider's session (<c>sid</c>), where the token names one.</summary>
    public string? SessionId { get; init; }
}

/// <summary>The outcome of validating a token: an identity, or a code that says why not (for our own log; the caller sees only 401).</summary>
public sealed record TokenOutcome(UserIdentity? Identity, string? Failure);

/// <summary>Whom a provider has signed out: a session, a person, or both. Made only from a logout token that was verified.</summary>
public sealed record SignedOutIdentity
{
    public required string Issuer { get; init; }
    public required string Authority { get; init; }
    public string? Subject { get; init; }
    public string? SessionId { get; init; }
    /// <summary>The logout token's id, to be used once.</summary>
    public required string TokenId { get; init; }
    public required DateTimeOffset Expires { get; init; }
}

/// <summary>The outcome of validating a logout token, or a code that says why not.</summary>
public sealed record LogoutOutcome(SignedOutIdentity? SignedOut, string? Failure);
