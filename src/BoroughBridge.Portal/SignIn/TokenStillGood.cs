using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal.SignIn;

/// <summary>A session lasts only while her provider says so: each request asks again, and one whose token cannot be renewed goes back to her own provider.</summary>
internal static class TokenStillGood
{
    private static readonly object Identity = new();
    private static readonly object RanOutAt = new();

    public static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var authority = PortalSessions.AuthorityOf(context.Principal);
        var renewal = context.HttpContext.RequestServices.GetRequiredService<TokenRenewal>();
        if (authority is not null && await renewal.CallerAsync(context.Properties, authority, context.HttpContext.RequestAborted) is { } caller)
        {
            context.HttpContext.Items[Identity] = caller;

            return;
        }

        context.HttpContext.Items[RanOutAt] = authority;
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

    /// <summary>The validated caller of this request and her token.</summary>
    public static (UserIdentity User, string Token)? Of(HttpContext context) =>
        context.Items.TryGetValue(Identity, out var found) ? ((UserIdentity, string))found! : null;
}
