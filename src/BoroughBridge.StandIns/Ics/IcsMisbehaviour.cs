using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.StandIns.Ics;

/// <summary>Carries out <see cref="IcsFaults"/> on the calls of the interface.</summary>
internal static partial class IcsMisbehaviour
{
    public static async Task ApplyAsync(HttpContext context, IcsFaults faults, RequestDelegate next)
    {
        if (faults.IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (faults.Delay > TimeSpan.Zero) await Task.Delay(faults.Delay, context.RequestAborted);
        if (faults.Lie is not { } lie)
        {
            await next(context);
            return;
        }

        var answer = context.Response.Body;
        using var told = new MemoryStream();
        context.Response.Body = told;
        await next(context);
        context.Response.Body = answer;
        context.Response.ContentLength = null;
        await answer.WriteAsync(Untrue(lie, context, told.ToArray()), context.RequestAborted);
    }

    private static byte[] Untrue(string lie, HttpContext context, byte[] truth)
    {
        var isJson = context.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true;
        switch (lie)
        {
            case "bad-json" when isJson:
                return truth[..(truth.Length * 2 / 3)];
            case "wrong-types" when isJson:
                return Encoding.UTF8.GetBytes(Dates().Replace(Encoding.UTF8.GetString(truth), "20260101"));
            case "oversized":
                return [.. truth, .. new byte[80 << 20]];
            case "html":
                context.Response.ContentType = "text/html";
                return "<!DOCTYPE html><title>Sign in</title><p>Your session has expired."u8.ToArray();
            case "other-bytes" when !isJson:
                return [.. truth, 0x0a];
            default:
                return truth;
        }
    }

    [GeneratedRegex("\"[0-9]{4}-[0-9]{2}-[0-9]{2}\"")]
    private static partial Regex Dates();
}
