using BoroughBridge.Fhir;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Every error under <c>/fhir</c>: an OperationOutcome with our code, and never a value of the caller's.</summary>
internal static class FhirErrors
{
    private static readonly byte[] NotFoundBody = FhirJson.Serialize(OperationOutcomes.NotFound());

    /// <summary>Refused, absent and malformed ids: one answer, the same bytes.</summary>
    public static Task NotFoundAsync(HttpContext context) => SendAsync(context, StatusCodes.Status404NotFound, NotFoundBody);

    public static Task UnauthorizedAsync(HttpContext context, bool tokenSent)
    {
        context.Response.Headers.WWWAuthenticate = tokenSent ? "Bearer realm=\"boroughbridge\", error=\"invalid_token\"" : "Bearer realm=\"boroughbridge\"";

        return WriteAsync(context, StatusCodes.Status401Unauthorized, IssueCodes.Login, "sign-in-required");
    }

    /// <summary>The caller may try again: the log, the holder or the identity provider cannot be had just now.</summary>
    public static Task UnavailableAsync(HttpContext context, string code)
    {
        context.Response.Headers.RetryAfter = "5";

        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, IssueCodes.Transient, code);
    }

    public static Task WriteAsync(HttpContext context, int status, string issue, string code, string? expression = null) =>
        SendAsync(context, status, FhirJson.Serialize(OperationOutcomes.Error(issue, code, context.TraceIdentifier, expression)));

    /// <summary>An outcome of several issues.</summary>
    public static Task WriteAsync(HttpContext context, int status, OperationOutcome outcome) => SendAsync(context, status, FhirJson.Serialize(outcome));

    /// <summary>A whole answer as FHIR JSON.</summary>
    public static async Task SendAsync(HttpContext context, int status, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = FhirJson.ContentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
