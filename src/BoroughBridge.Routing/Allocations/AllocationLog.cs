using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Allocations;

/// <summary>An answer's entry in the log, in the transaction of the answer.</summary>
internal sealed class AllocationLog(TrustBundle trust, LogWriter log)
{
    public async Task AnsweredAsync(Answer answer, string employer, DbTransaction transaction, CancellationToken ct)
    {
        var by = answer.AnsweredBy.Split(' ') is [var issuer, var subject] ? new AuditActor { Issuer = issuer, Subject = subject, Authority = employer } : null;
        await log.AppendAsync(
            AuditEvents.AllocationChange(trust.Self, answer.At, by, answer.ChildRef, answer.AllocationId, answer.Accepted ? "accepted" : "declined"), transaction, ct);
        if (answer.Override is { } because)
            await log.AppendAsync(AuditEvents.AllocationChange(trust.Self, answer.At, by, answer.ChildRef, answer.AllocationId, "override-" + because), transaction, ct);
    }
}
