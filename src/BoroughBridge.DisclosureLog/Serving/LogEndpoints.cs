// Promise: what anybody may see of a log is its size and its hashes; an entry is shown to auditors alone, and that they looked is itself an entry.
using System.IO.Compression;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Reconciling;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Witnessing;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.DisclosureLog.Serving;

/// <summary>C2SP tlog-tiles over HTTP: at the public door under <c>/log</c>, and the hashes alone under <c>/record/log</c> for the other parts.</summary>
public static class LogEndpoints
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Bytes = "application/octet-stream";
    private const string Forever = "public, max-age=31536000, immutable";

    // Each look of an auditor is to be noted, so what she was shown is not kept for the next.
    private const string Auditors = "no-store";

    /// <summary>Maps the log of this part.</summary>
    public static void MapLog(this IEndpointRouteBuilder app, string part)
    {
        MapHashes(app.MapGroup("/log"));
        MapHashes(app.MapGroup("/record/log").AtDoor(Door.Record));
        app.MapWitness();
        app.MapFacts(part);
        app.MapGet("/log/tile/entries/{**path}", (string? path, HttpContext context) => BundleAsync(context, part, path)).ForAuditors();
    }

    private static void MapHashes(RouteGroupBuilder log)
    {
        log.MapGet("/checkpoint", async (LogCheckpoints checkpoints, HttpContext context, CancellationToken ct) =>
        {
            context.Response.Headers.CacheControl = "no-cache";

            return Results.Text((await checkpoints.LatestAsync(ct)).Note, Text);
        });
        log.MapGet("/key", (LogCheckpoints checkpoints) => Results.Text(checkpoints.VerifierKey() + "\n", Text));
        log.MapGet("/tile/{level:int}/{**path}", async (string level, string? path, LogTiles tiles, HttpContext context, CancellationToken ct) =>
            TilePath.Parse($"{level}/{path}") is { } tile && await tiles.HashesAsync(tile, ct) is { } hashes ? Immutable(context, hashes, Forever) : Results.NotFound());
    }

    private static async Task<IResult> BundleAsync(HttpContext context, string part, string? path)
    {
        var services = context.RequestServices;
        var ct = context.RequestAborted;
        if (TilePath.Parse("entries/" + path) is not { } bundle) return Results.NotFound();
        if (await Service<LogTiles>().BundleAsync(bundle, ct) is not { } entries) return Results.NotFound();

        await Service<LogWriter>().AppendAsync(
            AuditEvents.PatientQuery(AuditorReads.Context(context, part, Service<TimeProvider>().GetUtcNow(), Ids.New()), null, $"log {bundle}"), CancellationToken.None);
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal)) return Immutable(context, entries, Auditors);

        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(entries, ct);
        context.Response.Headers.ContentEncoding = "gzip";

        return Immutable(context, packed.ToArray(), Auditors);

        T Service<T>() => (T)services.GetService(typeof(T))!;
    }

    private static IResult Immutable(HttpContext context, byte[] bytes, string caching)
    {
        context.Response.Headers.CacheControl = caching;
        context.Response.Headers.XContentTypeOptions = "nosniff";

        return Results.Bytes(bytes, Bytes);
    }
}
