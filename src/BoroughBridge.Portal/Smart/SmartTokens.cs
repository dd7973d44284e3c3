using BoroughBridge.Portal.SignIn;
using BoroughBridge.Routing.FhirApi;
using BoroughBridge.Trust;

namespace BoroughBridge.Portal.Smart;

/// <summary>
/// Who is behind a token of ours: the person whose session it came of, while that session lives and her provider's own token stands, or the case system that
/// called for itself, nobody being present.
/// </summary>
internal sealed class SmartTokens(SmartSecrets secrets, SmartPlace place, PortalSessions sessions, TokenRenewal renewal, TimeProvider clock) : IBearers
{
    /// <summary>Role of a case system that calls for itself: it may not be allocated to anybody.</summary>
    public const string SystemRole = "ics-system";

    public async Task<Bearer?> FindAsync(string token, CancellationToken ct)
    {
        if (await secrets.FindAsync<SmartGrant>(SmartSecrets.Access, token, ct) is not { } grant || place.Find(grant.ClientId) is not { } client) return null;
        var limits = SmartScopes.Limits(grant.Scope, grant.ChildRef);
        if (grant.Session is null) return new() { User = SystemOf(client, token), Token = "", Limits = limits };

        return await CallerAsync(grant, ct) is { } caller ? new() { User = caller.User, Token = caller.Token, Limits = limits } : null;
    }

    /// <summary>The person a viewer's token stands for, as the portal's pages know her.</summary>
    public async Task<SignedIn?> PersonAsync(string token, CancellationToken ct)
    {
        if (await secrets.FindAsync<SmartGrant>(SmartSecrets.Access, token, ct) is not { Session: not null } grant) return null;

        return await CallerAsync(grant, ct) is { } caller ? caller with { Limits = SmartScopes.Limits(grant.Scope, grant.ChildRef) } : null;
    }

    public async Task<SignedIn?> CallerAsync(SmartGrant grant, CancellationToken ct) =>
        grant.Session is { } secret && await sessions.RetrieveAsync(secret) is { } session && await renewal.CallerAsync(session, ct) is { MustChoose: false } caller ? caller : null;

    private UserIdentity SystemOf(SmartClient client, string token) => new()
    {
        Issuer = place.Base,
        Subject = client.Id,
        Authority = client.Authority ?? "",
        Roles = [SystemRole],
        Name = client.Name,
        TokenId = Sealed.IdOf(token)[..32],
        Expires = clock.GetUtcNow() + SmartPlace.AccessLife,
        IssuedAt = clock.GetUtcNow(),
        UserPresent = false,
    };
}
