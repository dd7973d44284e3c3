using BoroughBridge.Streams.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Holding.Serving;

/// <summary>The holder's first page and its measurements.</summary>
internal static class Landing
{
    public static void MapLanding(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", (HoldingOptions options) => Results.Text($"BoroughBridge: the holding of {options.DisplayName}\n", "text/plain; charset=utf-8"));
        // Made now, for it counts from when it is made: what came before the first look at it would be lost.
        var metrics = app.ServiceProvider.GetRequiredService<MetricsText>();
        app.MapGet("/metrics", () => Results.Text(metrics.Write(), MetricsText.ContentType));
    }
}
