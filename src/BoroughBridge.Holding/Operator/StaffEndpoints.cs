using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using BoroughBridge.Trust.Doors;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Operator;

/// <summary>Blocks the holder itself sets: a member of staff who may read nothing here, and a person who may not see one child's file.</summary>
internal static class StaffEndpoints
{
    private static readonly HashSet<string> DenyReasons = ["court-order", "conflict", "family", "other"];

    public static void MapStaff(this IEndpointRouteBuilder app)
    {
        app.MapPost("/operator/staff/block", BlockAsync).AtDoor(Door.Operator);
        app.MapPost("/operator/denies", DenyAsync).AtDoor(Door.Operator);
    }

    private static async Task<IResult> BlockAsync(BlockRequest request, Database database, LogWriter log, UserTokens tokens, HoldingOptions options, TimeProvider clock, CancellationToken ct)
    {
        if (!IsPerson(request.Staff)) return Problems.Refused(StatusCodes.Status400BadRequest, "staff: required");
        var now = clock.GetUtcNow();
        await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(
                    """
                    INSERT INTO staff_blocks (issuer, subject, disabled, untrained, recorded) VALUES (@Issuer, @Subject, @disabled, @untrained, @recorded)
                    ON CONFLICT (issuer, subject) DO UPDATE SET disabled = excluded.disabled, untrained = excluded.untrained, recorded = excluded.recorded
                    """,
                    new { request.Staff.Issuer, request.Staff.Subject, disabled = request.Disabled, untrained = request.Untrained, recorded = now.ToMicroseconds() }, transaction);
                await log.AppendAsync(AuditEvents.Configuration(options.Authority, now, null, request.Disabled || request.Untrained ? "staff-blocked" : "staff-unblocked"), transaction, ct);
            },
            ct);
        if (request.Disabled) tokens.Forget(request.Staff.Issuer, request.Staff.Subject);

        return Results.Json(new { request.Disabled, request.Untrained });
    }

    private static async Task<IResult> DenyAsync(DenyRequest request, Database database, LogWriter log, QuickTelling quick, HoldingOptions options, TimeProvider clock, CancellationToken ct)
    {
        if (!Ids.IsId(request.ChildRef)) return Problems.Refused(StatusCodes.Status400BadRequest, "childRef: not an id");
        if (!IsPerson(request.Staff)) return Problems.Refused(StatusCodes.Status400BadRequest, "staff: required");
        if (!DenyReasons.Contains(request.Reason)) return Problems.Refused(StatusCodes.Status400BadRequest, "reason: court-order, conflict, family or other");
        var now = clock.GetUtcNow();
        var known = await database.InTransactionAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM children WHERE child_ref = @ChildRef", request, transaction) == 0) return false;
                await connection.ExecuteAsync(
                    """
                    INSERT INTO denies (child_ref, issuer, subject, reason, recorded) VALUES (@ChildRef, @Issuer, @Subject, @Reason, @recorded)
                    ON CONFLICT (child_ref, issuer, subject) DO UPDATE SET reason = excluded.reason
                    """,
                    new { request.ChildRef, request.Staff.Issuer, request.Staff.Subject, request.Reason, recorded = now.ToMicroseconds() }, transaction);
                await log.AppendAsync(AuditEvents.Configuration(options.Authority, now, null, "named-deny"), transaction, ct);
                database.AfterCommit(transaction, () => quick.PersonDenied(request.ChildRef, request.Staff));

                return true;
            },
            ct);

        return known ? Results.Json(new { denied = true }) : Problems.Refused(StatusCodes.Status404NotFound, "unknown-child");
    }

    private static bool IsPerson(StaffRef staff) => staff.Issuer.Length is > 0 and <= 256 && staff.Subject.Length is > 0 and <= 256;
}

/// <summary>A member of staff blocked here, or no longer.</summary>
internal sealed record BlockRequest
{
    public required StaffRef Staff { get; init; }
    public bool Disabled { get; init; }
    public bool Untrained { get; init; }
}

/// <summary>A person who may not see a child's file.</summary>
internal sealed record DenyRequest
{
    public required string ChildRef { get; init; }
    public required StaffRef Staff { get; init; }
    /// <summary><c>court-order</c>, <c>conflict</c>, <c>family</c> or <c>other</c>.</summary>
    public required string Reason { get; init; }
}
