using BoroughBridge.Contracts;
using BoroughBridge.Streams.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.Watch;

/// <summary>Liveness, readiness and metrics: states and counts, nothing of a child.</summary>
internal static class WatchEndpoints
{
    public static void MapWatch(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.ServiceProvider.GetRequiredService<Health>();
        var metrics = endpoints.ServiceProvider.GetRequiredService<MetricsText>();

        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" }, Wire.Json));
        endpoints.MapGet("/health/ready", async (CancellationToken ct) =>
        {
            var (ready, parts) = await health.AskAsync(ct);
            var status = !ready ? "not-ready" : parts.Values.All(part => part == "ok") ? "ready" : "degraded";

            return Results.Json(new { status, parts, alarms = health.Alarms() }, Wire.Json, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        endpoints.MapGet("/metrics", () => Results.Text(metrics.Write(), MetricsText.ContentType));
    }
}
