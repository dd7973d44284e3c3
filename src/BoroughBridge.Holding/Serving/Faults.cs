using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Holding.Vault;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Serving;

/// <summary>What nobody caught on the way: a status and a code to the caller, the exception's type to the log, its text to neither.</summary>
internal sealed class Faults(IProblemDetailsService problems, ILogger<Faults> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, code) = exception switch
        {
            BadHttpRequestException { StatusCode: var refused } => (refused, "request"),
            LogUnavailableException => (StatusCodes.Status503ServiceUnavailable, "log-unavailable"),
            KeyUnavailableException => (StatusCodes.Status503ServiceUnavailable, "key-unavailable"),
            DbException or TimeoutException => (StatusCodes.Status503ServiceUnavailable, "store-unavailable"),
            _ => (StatusCodes.Status500InternalServerError, "fault"),
        };
        if (status >= StatusCodes.Status500InternalServerError) HoldingLog.RequestFailed(logger, httpContext.TraceIdentifier, exception.GetType().Name);
        httpContext.Response.StatusCode = status;

        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Title = code, Extensions = { ["code"] = code } },
        });
    }
}
