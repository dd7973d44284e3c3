using BoroughBridge.Portal.Smart;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal;

/// <summary>Headers of every page: no script, style or image but our own, no framing but of the viewer by the case systems configured, nothing kept by browser or proxy.</summary>
internal sealed class PageHeaders(RequestDelegate next, SmartPlace smart, PortalPlace place)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private readonly string viewer =
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors {smart.FrameAncestors}";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isViewer = path.Equals("/viewer", StringComparison.OrdinalIgnoreCase);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = isViewer ? viewer : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // A sign-in window tells the viewer that opened it, so the pages it passes through may not be cut off from it.
        headers["Cross-Origin-Opener-Policy"] = isViewer || IsSignInWindow(path) ? "unsafe-none" : "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (place.Https) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (!path.StartsWithSegments("/assets")) headers.CacheControl = "no-store";

        return next(context);
    }

    /// <summary>Lets this page's form end up at a registered app's origin: browsers hold a form to where its answer redirects to.</summary>
    public static void AllowFormTo(HttpContext context, string origin) =>
        context.Response.Headers.ContentSecurityPolicy = Policy.Replace("form-action 'self'", $"form-action 'self' {origin}", StringComparison.Ordinal);

    private static bool IsSignInWindow(PathString path) =>
        path.StartsWithSegments("/smart/authorize") || path.StartsWithSegments("/viewer") || path.StartsWithSegments("/sign-in") || path.StartsWithSegments("/signed-in")
        || path.StartsWithSegments("/choose-role") || path == "/";
}
