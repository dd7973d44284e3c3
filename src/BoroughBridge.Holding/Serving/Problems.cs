using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Holding;

/// <summary>Expected refusals as ProblemDetails: a code that may name a field, never a value.</summary>
internal static class Problems
{
    public static IResult Refused(int status, string code) =>
        Results.Problem(statusCode: status, title: "refused", extensions: new Dictionary<string, object?> { ["code"] = code });
}
