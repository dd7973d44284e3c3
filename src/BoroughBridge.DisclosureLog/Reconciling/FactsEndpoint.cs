using BoroughBridge.Contracts;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>
/// <c>GET /record/log/facts?from=INDEX&amp;since=SECONDS</c>: a holder tells routing what it disclosed to it; routing tells each holder what it received
/// of that holder, and nothing of any other.
/// </summary>
internal static class FactsEndpoint
{
    private const string Routing = "routing";

    public static void MapFacts(this IEndpointRouteBuilder app, string part) => app.MapGet("/record/log/facts", async (
        HttpContext context, long from, long since, PairableReader reader, CancellationToken ct) =>
    {
        var peer = context.Peer();
        if (peer is null || (part != Routing && peer != Routing)) return Results.NotFound();
        if (from < 0 || since is < 0 or > 253_402_300_799) return Results.BadRequest();

        return Results.Json(await reader.ReadAsync(part, DateTimeOffset.FromUnixTimeSeconds(since), from, part == Routing ? peer : null, ct), Wire.Json);
    }).AtDoor(Door.Record);
}
