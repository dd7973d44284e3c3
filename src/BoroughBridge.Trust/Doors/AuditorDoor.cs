using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Trust.Doors;

/// <summary>Endpoints for those who answer for access: a bearer token of an access auditor or a Caldicott Guardian, of any authority this part takes tokens of.</summary>
public static class AuditorDoor
{
    private const string Bearer = "Bearer ";
    private static readonly HashSet<string> Roles = ["auditor", "caldicott-guardian"];

    /// <summary>Whoever else asks is answered 401 without a token that holds, and 404 with one.</summary>
    public static RouteHandlerBuilder ForAuditors(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var context = call.HttpContext;
        context.Response.Headers.CacheControl = "no-store";
        var tokens = (UserTokens)context.RequestServices.GetService(typeof(UserTokens))!;
        var header = context.Request.Headers.Authorization.ToString();
        var outcome = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await tokens.ValidateAsync(header[Bearer.Length..].Trim(), context.RequestAborted) : null;
        if (outcome?.Failure == "provider-unreachable") return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (outcome?.Identity is not { } user)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"boroughbridge\"";

            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (!IsAuditor(user)) return Results.NotFound();
        context.Features.Set(user);

        return await next(call);
    });

    /// <summary>The auditor that <see cref="ForAuditors"/> let in.</summary>
    public static UserIdentity Auditor(this HttpContext context) =>
        context.Features.Get<UserIdentity>() ?? throw new InvalidOperationException("not an auditors' endpoint");

    public static bool IsAuditor(UserIdentity user) => user.UserPresent && user.Roles.Any(Roles.Contains);
}
