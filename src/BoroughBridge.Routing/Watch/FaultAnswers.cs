using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.FhirApi;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Watch;

/// <summary>
/// What nobody caught: told to the operator by kind and trace id, never by its text, and answered without content. A database or log that cannot
/// be had is 503, since trying again helps.
/// </summary>
internal sealed class FaultAnswers(ILogger<FaultAnswers> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;

        Log.Fault(logger, httpContext.TraceIdentifier, exception.GetType().Name);
        var status = StatusOf(exception);
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = "5";
        if (!httpContext.Request.Path.StartsWithSegments("/fhir")) return true;

        FhirHeaders.Set(httpContext.Response);
        if (status == StatusCodes.Status503ServiceUnavailable) await FhirErrors.UnavailableAsync(httpContext, "store-unavailable");
        else await FhirErrors.WriteAsync(httpContext, status, IssueCodes.Exception, status == StatusCodes.Status500InternalServerError ? "fault" : "bad-request");

        return true;
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        DbException or LogUnavailableException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Whether a path is read by machines alone; for any other, the portal makes a page of the status code.</summary>
    internal static bool IsMachineRead(PathString path) =>
        path.StartsWithSegments("/fhir") || path.StartsWithSegments("/record") || path.StartsWithSegments("/operator") || path.StartsWithSegments("/log") || path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
