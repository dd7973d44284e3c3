// Promise: a person disabled here is refused from the next decision on, whatever her provider, her token or a cache says.
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Routing.People;

/// <summary>What is known here of members of staff beyond their tokens.</summary>
internal sealed class UserDirectory(Database database, UserTokens tokens, TrustBundle trust, LogWriter log, TimeProvider clock)
{
    /// <summary>Disables or enables a person; her tokens until now are forgotten either way.</summary>
    public Task SetDisabledAsync(string issuer, string subject, bool disabled, CancellationToken ct) => SetAsync(
        "INSERT INTO users (issuer, subject, disabled, changed) VALUES (@issuer, @subject, @flag, @now) ON CONFLICT (issuer, subject) DO UPDATE SET disabled = excluded.disabled, changed = excluded.changed",
        issuer, subject, disabled, disabled ? "user-disabled" : "user-enabled", ct);

    /// <summary>Records whether her training is current (A16).</summary>
    public Task SetTrainedAsync(string issuer, string subject, bool trained, CancellationToken ct) => SetAsync(
        "INSERT INTO users (issuer, subject, trained, changed) VALUES (@issuer, @subject, @flag, @now) ON CONFLICT (issuer, subject) DO UPDATE SET trained = excluded.trained, changed = excluded.changed",
        issuer, subject, trained, trained ? "user-trained" : "user-untrained", ct);

    private async Task SetAsync(string sql, string issuer, string subject, bool flag, string what, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(sql, new { issuer, subject, flag, now }, transaction);
                await log.AppendAsync(AuditEvents.Configuration(trust.Self, now, by: null, $"{what} {issuer} {subject}"), transaction, ct);
            },
            ct);
        tokens.Forget(issuer, subject);
    }
}
