using System.Text.Json;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Ssda903;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Operator;

/// <summary>A file as the verb sends it: whether it is XML, and its bytes.</summary>
internal sealed record SentFile(bool Xml, byte[] Bytes);

/// <summary>The operator's door for looked-after children returns.</summary>
internal static class ReturnEndpoints
{
    // Base64 is four bytes for three.
    private const long MostBytes = ((long)ReturnFiles.MostBytes * 4 / 3) + (1 << 20);

    public static void MapReturns(this IEndpointRouteBuilder app) => app.MapPost("/operator/returns", ImportAsync).AtDoor(Door.Operator);

    private static async Task<IResult> ImportAsync(HttpContext context, ReturnImport import, ILogger<ReturnImport> logger)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        try
        {
            var sent = await JsonSerializer.DeserializeAsync<List<SentFile>>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted) ?? [];
            var report = await import.RunAsync(sent.ConvertAll(file => new ReturnFile(file.Xml, file.Bytes)), context.RequestAborted);
            HoldingLog.ReturnTaken(logger, report.Taken, report.Changed, report.Children);

            return Results.Json(report.Said());
        }
        catch (JsonException)
        {
            return Problems.Refused(StatusCodes.Status400BadRequest, "not-json");
        }
        catch (ImportRefusedException e)
        {
            return Problems.Refused(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (RecordRefusedException e)
        {
            return Problems.Refused(StatusCodes.Status400BadRequest, e.Message);
        }
    }
}
