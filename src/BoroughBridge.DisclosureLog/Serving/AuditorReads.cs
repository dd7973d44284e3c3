using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.DisclosureLog.Serving;

/// <summary>An auditor's own reads, as the log notes them: her purpose is always the audit.</summary>
public static class AuditorReads
{
    public const string Purpose = "quality-audit";

    /// <summary>What each entry about a request of hers shares.</summary>
    public static AuditContext Context(HttpContext context, string part, DateTimeOffset now, string transaction) => Context(
        context.Auditor(), part, now, transaction, context.Connection.RemoteIpAddress?.ToString());

    /// <inheritdoc cref="Context(HttpContext, string, DateTimeOffset, string)"/>
    public static AuditContext Context(UserIdentity auditor, string part, DateTimeOffset now, string transaction, string? remoteAddress) => new()
    {
        Part = part,
        At = now,
        Transaction = transaction,
        Purpose = Purpose,
        RemoteAddress = remoteAddress,
        User = new()
        {
            Issuer = auditor.Issuer,
            Subject = auditor.Subject,
            Authority = auditor.Authority,
            Roles = auditor.Roles,
            Name = auditor.Name,
            TokenId = auditor.TokenId,
        },
    };
}
