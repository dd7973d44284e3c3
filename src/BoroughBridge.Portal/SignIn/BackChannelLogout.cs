// Promise: what a provider says of a sign-out is verified strictly and done at once: its sessions here end, their tokens with them, and nothing more is read.
using BoroughBridge.Routing.People;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal.SignIn;

/// <summary>OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8.</summary>
internal sealed class BackChannelLogout(UserTokens tokens, Logouts logouts)
{
    private const int MostBytes = 16 * 1024;

    public async Task<IResult> AnswerAsync(HttpContext context, string authority)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes) return Refuse();

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["logout_token"] is not [{ } token]) return Refuse();

        var outcome = await tokens.ValidateLogoutAsync(token, context.RequestAborted);
        if (outcome.Failure == "provider-unreachable") return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (outcome.SignedOut is not { } who || who.Authority != authority) return Refuse();

        var done = await logouts.SignOutAsync(
            who, transaction => PortalSessions.EndAsync(transaction, who.Issuer, who.Subject, who.SessionId), context.Connection.RemoteIpAddress?.ToString(), CancellationToken.None);

        return done ? Results.Ok() : Refuse();
    }

    // 2.8: why is not said.
    private static IResult Refuse() => Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
}
