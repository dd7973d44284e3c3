using BoroughBridge.Contracts;
using BoroughBridge.Holding.Read;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Telling;

/// <summary>The stream, pulled: by routing at the record door; its state at the operator's.</summary>
internal static class StreamEndpoints
{
    private const int MostEntries = 500;

    public static void MapStream(this IEndpointRouteBuilder app)
    {
        app.MapGet("/record/stream", async (StreamWriter stream, string? epoch, long? from, int? take, CancellationToken ct) =>
            Results.Json(await stream.PageAsync(epoch, Math.Max(1, from ?? 1), Math.Clamp(take ?? MostEntries, 1, MostEntries), ct), Wire.Json)).ForRouting();
    }
}
