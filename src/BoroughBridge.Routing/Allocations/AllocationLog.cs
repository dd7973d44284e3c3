using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Allocations;

/// <summary>An answer's entry in the log, in the transaction of the answer.</summary>
internal sealed class AllocationLog(TrustBundle trust, LogWriter log)
{
    public Task AnsweredAsync(Answer answer, DbTransaction transaction, CancellationToken ct) => log.AppendAsync(
        AuditEvents.AllocationChange(trust.Self, answer.At, by: null, answer.ChildRef, answer.AllocationId, answer.Accepted ? "accepted" : "declined"), transaction, ct);
}
