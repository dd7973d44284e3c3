using BoroughBridge.Contracts;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Headers of every answer under <c>/fhir</c>, errors included, and the trace id, which is the transaction id of both logs.</summary>
internal sealed class FhirHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = Ids.New();
        Set(context.Response);

        return next(context);
    }

    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.Vary = "Accept, Authorization";
    }
}
