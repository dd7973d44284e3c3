using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.People;

/// <summary>Entries of who came in, in which role, and who left. Nobody is signed in of whom it could not be noted.</summary>
public sealed class SignInLog
{
    private const string Unknown = "unknown";
    private readonly LogWriter log;
    private readonly OwedEntries owed;
    private readonly TrustBundle trust;
    private readonly TimeProvider clock;

    internal SignInLog(LogWriter log, OwedEntries owed, TrustBundle trust, TimeProvider clock) => (this.log, this.owed, this.trust, this.clock) = (log, owed, trust, clock);

    /// <exception cref="LogUnavailableException">It could not be noted: the person is not signed in.</exception>
    public Task SignedInAsync(UserIdentity user, string? remoteAddress) => WriteAsync(AuditEvents.SignIn(trust.Self, clock.GetUtcNow(), ReadLog.ActorOf(user), remoteAddress));

    /// <summary><paramref name="user"/> in the role she chose alone (EDGE-12).</summary>
    /// <exception cref="LogUnavailableException">It could not be noted: she does not act in it.</exception>
    public Task RoleChosenAsync(UserIdentity user, string? remoteAddress) => WriteAsync(AuditEvents.RoleChosen(trust.Self, clock.GetUtcNow(), ReadLog.ActorOf(user), remoteAddress));

    /// <summary>A person signed out, or her session ended.</summary>
    public Task SignedOutAsync(UserIdentity user, string? remoteAddress) => WriteAsync(AuditEvents.SignOut(trust.Self, clock.GetUtcNow(), ReadLog.ActorOf(user), remoteAddress));

    /// <summary>A sign-in at this provider came to nothing; who it was is not known. Written as soon as the log can be.</summary>
    public void Failed(string authority, string issuer, string? remoteAddress, string code) => owed.Owe(
        AuditEvents.SignIn(trust.Self, clock.GetUtcNow(), new() { Issuer = issuer, Subject = Unknown, Authority = authority }, remoteAddress, code));

    private Task<LogReceipt> WriteAsync(LogEntry entry) => log.AppendAsync(entry, CancellationToken.None);
}
