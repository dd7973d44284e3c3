using BoroughBridge.Routing;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal;

/// <summary>Where the portal stands: its port, and how its cookies are named and kept.</summary>
internal sealed record PortalPlace(string Hosts, bool Https)
{
    public CookieSecurePolicy CookieSecurity => Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>Cookies ignore ports, so the name carries the role; <c>__Host-</c> where the site is https.</summary>
    public string CookieName(string what) => $"{(Https ? "__Host-" : "")}bb-routing-{what}";

    public static PortalPlace Of(RoutingOptions routing) =>
        new($"*:{new Uri(routing.Url).Port}", new Uri(routing.PublicUrl ?? routing.Url).Scheme == Uri.UriSchemeHttps);

    /// <summary>Everything but the machine-read paths of routing's own host.</summary>
    public static bool IsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/fhir") && !context.Request.Path.StartsWithSegments("/health")
        && !context.Request.Path.StartsWithSegments("/metrics") && !context.Request.Path.StartsWithSegments("/log")
        && !context.Request.Path.StartsWithSegments("/record") && !context.Request.Path.StartsWithSegments("/operator");
}
