using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Routing.People;

/// <summary>Named persons who may not see a child's file: court order, conflict, family (EDGE-31, EDGE-32). In force from the next decision on.</summary>
internal sealed class NamedDenies(Database database, TrustBundle trust, LogWriter log, TimeProvider clock)
{
    /// <summary>States or lifts a deny; logged in the same transaction.</summary>
    public Task SetAsync(string childRef, string issuer, string subject, bool deny, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.Connection!.ExecuteAsync(
                deny
                    ? "INSERT INTO denies (child_ref, issuer, subject) VALUES (@childRef, @issuer, @subject) ON CONFLICT (child_ref, issuer, subject) DO NOTHING"
                    : "DELETE FROM denies WHERE child_ref = @childRef AND issuer = @issuer AND subject = @subject",
                new { childRef, issuer, subject }, transaction);
            await log.AppendAsync(
                AuditEvents.Configuration(trust.Self, clock.GetUtcNow(), by: null, $"{(deny ? "deny" : "deny-lifted")} {childRef} {issuer} {subject}"), transaction, ct);
        },
        ct);
}
