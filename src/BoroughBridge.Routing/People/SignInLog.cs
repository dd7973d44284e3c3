using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.People;

/// <summary>Entries of who came in and who left. Nobody is signed in of whom it could not be noted.</summary>
public sealed class SignInLog
{
    private const string Unknown = "unknown";
    private readonly LogWriter log;
    private readonly OwedEntries owed;
    private readonly TrustBundle trust;
    private readonly TimeProvider clock;

    internal SignInLog(LogWriter log, OwedEntries owed, TrustBundle trust, TimeProvider clock) => (this.log, this.owed, this.trust, this.clock) = (log, owed, trust, clock);

    /// <exception cref="LogUnavailableException">It could not be noted: the person is not signed in.</exception>
    public Task SignedInAsync(UserIdentity user, string? remoteAddress) =>
        log.AppendAsync(AuditEvents.SignIn(trust.Self, clock.GetUtcNow(), ReadLog.ActorOf(user), remoteAddress), CancellationToken.None);

    /// <summary>A sign-in at this provider came to nothing; who it was is not known. Written as soon as the log can be.</summary>
    public void Failed(string authority, string issuer, string? remoteAddress, string code) => owed.Owe(
        AuditEvents.SignIn(trust.Self, clock.GetUtcNow(), new() { Issuer = issuer, Subject = Unknown, Authority = authority }, remoteAddress, code));

    /// <summary>A person signed out, or her session ended.</summary>
    public Task SignedOutAsync(string issuer, string subject, string authority, string? remoteAddress) => log.AppendAsync(
        AuditEvents.SignOut(trust.Self, clock.GetUtcNow(), new() { Issuer = issuer, Subject = subject, Authority = authority }, remoteAddress), CancellationToken.None);
}
