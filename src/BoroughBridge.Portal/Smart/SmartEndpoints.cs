using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal.Smart;

/// <summary>SMART App Launch 2.2 and SMART backend services: what the authorization server says of itself, its token endpoint, and a case system's own calls.</summary>
internal static class SmartEndpoints
{
    public static void AddSmart(this IServiceCollection services)
    {
        services.AddSingleton<SmartPlace>();
        services.AddSingleton<SmartSecrets>();
        services.AddSingleton<SmartTokens>();
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<SmartClients>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<IcsCases>();
        services.AddSingleton<Routing.FhirApi.IBearers>(of => of.GetRequiredService<SmartTokens>());
    }

    public static void MapSmart(this IEndpointRouteBuilder pages)
    {
        foreach (var at in (string[])["/.well-known/smart-configuration", "/fhir/.well-known/smart-configuration"]) pages.MapGet(at, (SmartPlace place) => Results.Json(Configuration(place)));
        pages.MapPost("/smart/token", (HttpContext context, TokenEndpoint tokens) => tokens.AnswerAsync(context)).DisableAntiforgery();
        pages.MapPost("/smart/revoke", (HttpContext context, TokenEndpoint tokens) => tokens.RevokeAsync(context)).DisableAntiforgery();
        pages.MapGet("/ics/children", (HttpContext context, IcsCases cases) => cases.ListAsync(context));
        pages.MapPut("/ics/cases/{caseId}", (HttpContext context, string caseId, IcsCases cases) => cases.BindCaseAsync(context, caseId)).DisableAntiforgery();
        pages.MapDelete("/ics/cases/{caseId}", (HttpContext context, string caseId, IcsCases cases) => cases.UnbindAsync(context, caseId)).DisableAntiforgery();
        pages.MapPost("/ics/launches", (HttpContext context, IcsCases cases) => cases.LaunchAsync(context)).DisableAntiforgery();
    }

    private static Dictionary<string, object> Configuration(SmartPlace place) => new()
    {
        ["authorization_endpoint"] = place.Authorize,
        ["token_endpoint"] = place.Token,
        ["revocation_endpoint"] = place.Revoke,
        ["token_endpoint_auth_methods_supported"] = (string[])["private_key_jwt"],
        ["token_endpoint_auth_signing_alg_values_supported"] = (string[])["ES384", "RS384"],
        ["grant_types_supported"] = (string[])["authorization_code", "client_credentials"],
        ["response_types_supported"] = (string[])["code"],
        ["code_challenge_methods_supported"] = (string[])["S256"],
        ["scopes_supported"] = (string[])["launch", "launch/patient", "online_access", "patient/*.rs", "user/*.rs", "system/*.rs"],
        ["capabilities"] = (string[])
        [
            "launch-ehr", "launch-standalone", "client-public", "client-confidential-asymmetric", "context-ehr-patient", "context-standalone-patient", "permission-patient", "permission-user",
            "permission-online", "permission-v2", "permission-v1",
        ],
    };
}

/// <summary>Answers from a browser at a registered app's origin: allowed to be read there, with no cookie (Fetch standard, CORS).</summary>
internal sealed class SmartCors(RequestDelegate next, SmartPlace place)
{
    public static bool Concerns(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/fhir") || context.Request.Path.StartsWithSegments("/.well-known") || context.Request.Path.StartsWithSegments("/smart/token")
        || context.Request.Path.StartsWithSegments("/smart/revoke");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin is not [{ } origin] || !place.IsKnownOrigin(origin)) return next(context);

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "ETag, Last-Modified, Location, WWW-Authenticate";
        headers.Append("Vary", "Origin");
        if (!HttpMethods.IsOptions(context.Request.Method) || !context.Request.Headers.ContainsKey("Access-Control-Request-Method")) return next(context);

        headers.AccessControlAllowMethods = "GET, HEAD, POST";
        headers.AccessControlAllowHeaders = "Authorization, Accept, Content-Type, X-Purpose-Of-Use";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;

        return Task.CompletedTask;
    }
}
