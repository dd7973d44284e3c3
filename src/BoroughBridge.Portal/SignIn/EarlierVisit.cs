using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// A sign-in begins a visit under a new secret, whatever cookie came with it: the framework would carry the old one on. The visit before it ends.
/// </summary>
internal sealed class EarlierVisit(IOptionsMonitor<CookieAuthenticationOptions> options, PortalSessions sessions)
{
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    public async Task EndAsync(HttpContext context)
    {
        var cookies = options.Get(SignInSetup.Session);
        var name = cookies.Cookie.Name!;
        if (!context.Request.Cookies.ContainsKey(name)) return;

        var kept = context.Request.Cookies.Where(cookie => cookie.Key != name).Select(cookie => $"{cookie.Key}={Uri.EscapeDataString(cookie.Value)}");
        var ticket = cookies.CookieManager.GetRequestCookie(context, name) is { } value ? cookies.TicketDataFormat.Unprotect(value) : null;
        if (ticket?.Principal.FindFirstValue(KeyClaim) is { } secret) await sessions.RemoveAsync(secret);
        context.Request.Headers.Cookie = new StringValues(string.Join("; ", kept));
    }
}
