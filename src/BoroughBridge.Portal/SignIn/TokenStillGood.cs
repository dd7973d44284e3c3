using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal.SignIn;

/// <summary>A session lasts only while her provider says so: each request asks again, and one whose token cannot be renewed goes back to her own provider.</summary>
internal static class TokenStillGood
{
    private static readonly object Caller = new();
    private static readonly object RanOutAt = new();

    public static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var session = new AuthenticationTicket(context.Principal!, context.Properties, SignInSetup.Session);
        var renewal = context.HttpContext.RequestServices.GetRequiredService<TokenRenewal>();
        if (await renewal.CallerAsync(session, context.HttpContext.RequestAborted) is { } caller)
        {
            Put(context.HttpContext, caller);

            return;
        }

        context.HttpContext.Items[RanOutAt] = PortalSessions.AuthorityOf(context.Principal);
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(SignInSetup.Session);
    }

    public static async Task RenewOrChooseAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : "/";
        if (context.HttpContext.Items[RanOutAt] is string authority)
            await context.HttpContext.ChallengeAsync(authority, new AuthenticationProperties { RedirectUri = back });
        else
            context.Response.Redirect(context.HttpContext.RequestServices.GetRequiredService<PortalPlace>().SignIn + Uri.EscapeDataString(back));
    }

    public static void Put(HttpContext context, SignedIn caller) => context.Items[Caller] = caller;

    /// <summary>The validated caller of this request and her token.</summary>
    public static SignedIn? Of(HttpContext context) => context.Items.TryGetValue(Caller, out var found) ? (SignedIn)found! : null;
}

/// <summary>Who is signed in, as this request has her.</summary>
internal sealed record SignedIn
{
    /// <summary>In the role she acts in, or in none where she has yet to choose.</summary>
    public required UserIdentity User { get; init; }
    public required string Token { get; init; }
    public required AuthenticationTicket Session { get; init; }
    /// <summary>Every role her provider gives her.</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>What her token was given for, where she reads in the viewer.</summary>
    public LaunchLimits? Limits { get; init; }

    /// <summary>She has several roles, and has not chosen, or has lost the one she chose.</summary>
    public bool MustChoose => User.Roles.Count == 0;
}
