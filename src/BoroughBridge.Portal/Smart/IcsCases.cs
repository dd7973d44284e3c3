// Promise: a case system, calling for itself, learns and binds only what its own authority's officers are allocated to, and reads nothing of a child but reference and dates.
using System.Text.Json;
using System.Text.RegularExpressions;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.FhirApi;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal.Smart;

/// <summary>What an employing authority's case system asks for itself: which children its officers review, its own case ids for them, and launches.</summary>
internal sealed partial class IcsCases(SmartTokens tokens, SmartSecrets secrets, SmartPlace place, Database database, TrustBundle trust, LogWriter log, TimeProvider clock)
{
    private static readonly TimeSpan LaunchLife = TimeSpan.FromMinutes(5);

    private const string InForce =
        "g.employer = @authority AND g.from_day <= @day AND (g.to_day IS NULL OR g.to_day >= @day) AND (g.ended_at IS NULL OR g.ended_at > @now)";

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (await CallerAsync(context) is not { } caller) return Unauthorized(context);
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(context.RequestAborted);
        var rows = (await connection.QueryAsync<CaseFound>(new CommandDefinition(
            $"""
            SELECT g.child_ref, g.holder, g.subject, g.from_day, g.to_day, b.case_id, (SELECT MAX(r.day) FROM idx_reviews r WHERE r.child_ref = g.child_ref AND r.day <= @day) AS last_review
            FROM grants g JOIN idx_children c ON c.child_ref = g.child_ref AND c.closed = 0
            LEFT JOIN launch_bindings b ON b.authority = @authority AND b.child_ref = g.child_ref
            WHERE {InForce} ORDER BY g.child_ref, g.subject
            """,
            new { authority = caller.User.Authority, day = London.DayOf(now), now }, cancellationToken: context.RequestAborted))).AsList();
        await LogAsync(caller, rows.Select(row => row.ChildRef).Distinct(), "ics-children");

        return Results.Json(rows.Select(row => new
        {
            childRef = row.ChildRef, holder = row.Holder, iro = row.Subject, from = row.FromDay, to = row.ToDay, lastReview = row.LastReview, caseId = row.CaseId,
        }), Wire.Json);
    }

    /// <summary><c>{"childRef": …}</c>: this authority's case is that child. Only a child its officers are allocated to; any other is as if there were none.</summary>
    public async Task<IResult> BindCaseAsync(HttpContext context, string caseId)
    {
        if (await CallerAsync(context) is not { } caller) return Unauthorized(context);
        if (!CaseId.IsMatch(caseId) || await MemberAsync(context, "childRef") is not { } childRef || !Ids.IsId(childRef)) return Problem(StatusCodes.Status400BadRequest, "case-or-child");

        var (authority, now) = (caller.User.Authority, clock.GetUtcNow());
        var bound = await database.InTransactionAsync(
            async transaction =>
            {
                var allocated = await transaction.Connection!.ExecuteScalarAsync<long>(
                    $"SELECT COUNT(*) FROM grants g WHERE g.child_ref = @childRef AND {InForce}", new { childRef, authority, day = London.DayOf(now), now }, transaction);
                if (allocated == 0) return false;
                await transaction.Connection!.ExecuteAsync(
                    """
                    INSERT INTO launch_bindings (authority, case_id, child_ref, changed) VALUES (@authority, @caseId, @childRef, @now)
                    ON CONFLICT (authority, case_id) DO UPDATE SET child_ref = excluded.child_ref, changed = excluded.changed
                    """,
                    new { authority, caseId, childRef, now }, transaction);
                await log.AppendAsync(AuditEvents.Configuration(trust.Self, now, Actor(caller.User), $"launch-bound {childRef}"), transaction, context.RequestAborted);

                return true;
            },
            context.RequestAborted);

        return bound ? Results.NoContent() : Problem(StatusCodes.Status404NotFound, "no-such-child");
    }

    public async Task<IResult> UnbindAsync(HttpContext context, string caseId)
    {
        if (await CallerAsync(context) is not { } caller) return Unauthorized(context);
        await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("DELETE FROM launch_bindings WHERE authority = @authority AND case_id = @caseId", new { authority = caller.User.Authority, caseId }, transaction);
                await log.AppendAsync(AuditEvents.Configuration(trust.Self, clock.GetUtcNow(), Actor(caller.User), "launch-unbound"), transaction, context.RequestAborted);
            },
            context.RequestAborted);

        return Results.NoContent();
    }

    /// <summary><c>{"caseId": …}</c>: a launch handle, good once for five minutes. A case that is not bound gives one that lands on the person's own children.</summary>
    public async Task<IResult> LaunchAsync(HttpContext context)
    {
        if (await CallerAsync(context) is not { } caller) return Unauthorized(context);
        if (await MemberAsync(context, "caseId") is not { } caseId || !CaseId.IsMatch(caseId)) return Problem(StatusCodes.Status400BadRequest, "case");

        await using var connection = await database.OpenAsync(context.RequestAborted);
        var child = await connection.ExecuteScalarAsync<string?>(
            "SELECT child_ref FROM launch_bindings WHERE authority = @authority AND case_id = @caseId", new { authority = caller.User.Authority, caseId });
        var launch = await secrets.PutAsync(SmartSecrets.Launch, Ids.New(), new LaunchContext(caller.User.Authority, child), LaunchLife);

        return Results.Json(new { launch, iss = place.Fhir, bound = child is not null, viewer = $"{place.Base}/viewer?iss={Uri.EscapeDataString(place.Fhir)}&launch={launch}" }, Wire.Json);
    }

    private async Task<Bearer?> CallerAsync(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && await tokens.FindAsync(header["Bearer ".Length..].Trim(), context.RequestAborted) is { User.UserPresent: false, User.Authority.Length: > 0 } caller ? caller : null;

    private Task<LogReceipt[]> LogAsync(Bearer caller, IEnumerable<string> children, string query)
    {
        var about = new AuditContext { Part = trust.Self, At = clock.GetUtcNow(), Transaction = Ids.New(), User = Actor(caller.User), Purpose = Purposes.Default, PurposeDefaulted = true };
        string?[] each = [.. children];

        return Task.WhenAll((each.Length == 0 ? [null] : each).Select(child => log.AppendAsync(AuditEvents.PatientQuery(about, child, query), CancellationToken.None)));
    }

    private static AuditActor Actor(UserIdentity user) => new() { Issuer = user.Issuer, Subject = user.Subject, Authority = user.Authority, Roles = user.Roles, Name = user.Name, TokenId = user.TokenId };

    private static async Task<string?> MemberAsync(HttpContext context, string member)
    {
        if (!context.Request.HasJsonContentType() || context.Request.ContentLength is null or > 4096) return null;
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);

            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"boroughbridge\"";

        return Problem(StatusCodes.Status401Unauthorized, "token");
    }

    private static IResult Problem(int status, string code) => Results.Json(new { code }, Wire.Json, statusCode: status);

    /// <summary>Letters, digits and a few marks: an id of a case, never a name with spaces in it.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CaseId { get; }

    private sealed record CaseFound
    {
        public required string ChildRef { get; init; }
        public required string Holder { get; init; }
        public required string Subject { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
        public DateOnly? LastReview { get; init; }
        public string? CaseId { get; init; }
    }
}
