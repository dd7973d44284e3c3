using BoroughBridge.Holding;
using BoroughBridge.Routing;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal;

/// <summary>Where the portal stands: its port, and how its cookies are named and kept.</summary>
internal sealed record PortalPlace(string Role, string Hosts, bool Https, string Start)
{
    /// <summary>Where who is not signed in begins; a desk has one provider, so nothing is chosen there.</summary>
    public string SignIn { get; init; } = "/?returnUrl=";

    public CookieSecurePolicy CookieSecurity => Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>Cookies ignore ports, so the name carries the role; <c>__Host-</c> where the site is https.</summary>
    public string CookieName(string what) => $"{(Https ? "__Host-" : "")}bb-{Role}-{what}";

    public static PortalPlace Of(RoutingOptions routing) =>
        new("routing", $"*:{new Uri(routing.Url).Port}", new Uri(routing.PublicUrl ?? routing.Url).Scheme == Uri.UriSchemeHttps, "/");

    public static PortalPlace Of(HoldingOptions holding) =>
        new(holding.Authority, $"*:{new Uri(holding.Url).Port}", new Uri(holding.PublicUrl ?? holding.Url).Scheme == Uri.UriSchemeHttps, "/desk/") { SignIn = $"/sign-in/{holding.Authority}?returnUrl=" };

    /// <summary>The paths of a holder's host that are pages.</summary>
    public static bool IsDesk(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/desk") || context.Request.Path.StartsWithSegments("/assets") || context.Request.Path.StartsWithSegments("/sign-out");

    /// <summary>Everything but the machine-read paths of routing's own host.</summary>
    public static bool IsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/fhir") && !context.Request.Path.StartsWithSegments("/health")
        && !context.Request.Path.StartsWithSegments("/metrics") && !context.Request.Path.StartsWithSegments("/log")
        && !context.Request.Path.StartsWithSegments("/record") && !context.Request.Path.StartsWithSegments("/operator");
}
