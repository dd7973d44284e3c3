using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal.SignIn;

/// <summary>Who signed in, in which role, and who signed out, in the disclosure log; each is durable before the session begins, changes or ends.</summary>
internal sealed class SignInLog(TrustBundle trust, LogWriter log, TimeProvider clock)
{
    public Task SignedInAsync(UserIdentity user, HttpContext context) => WriteAsync(AuditEvents.SignIn(trust.Self, clock.GetUtcNow(), Actor(user), Remote(context)));

    /// <summary><paramref name="user"/> in the role she chose alone.</summary>
    public Task RoleChosenAsync(UserIdentity user, HttpContext context) => WriteAsync(AuditEvents.RoleChosen(trust.Self, clock.GetUtcNow(), Actor(user), Remote(context)));

    public Task SignedOutAsync(UserIdentity user, HttpContext context) => WriteAsync(AuditEvents.SignOut(trust.Self, clock.GetUtcNow(), Actor(user), Remote(context)));

    private Task WriteAsync(LogEntry entry) => log.AppendAsync(entry, CancellationToken.None);

    private static AuditActor Actor(UserIdentity user) => new()
    {
        Issuer = user.Issuer,
        Subject = user.Subject,
        Authority = user.Authority,
        Roles = user.Roles,
        Name = user.Name,
        TokenId = user.TokenId,
    };

    private static string? Remote(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}
