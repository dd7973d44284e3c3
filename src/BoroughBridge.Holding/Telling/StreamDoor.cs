using BoroughBridge.Agreements;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Streams;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Holding.Telling;

/// <summary>The stream, pulled by routing at the record door; where both streams stand, at the operator's.</summary>
internal static class StreamDoor
{
    private const string Routing = "routing";

    public static void MapStreams(this WebApplication app)
    {
        var (agreements, holder) = (app.Services.GetRequiredService<AgreementBook>(), app.Services.GetRequiredService<HoldingOptions>().Authority);
        var publication = new StreamPublication(
            app.Services.GetRequiredService<StreamWriter>(), (transaction, _) => HolderSnapshot.EventsAsync(agreements, holder, transaction));
        app.MapGroup("").AtDoor(Door.Record).MapStream("/record/stream", "/record/snapshot", context => context.Peer() == Routing ? publication : null);

        app.MapGet("/operator/stream", StatusAsync).AtDoor(Door.Operator);
        app.MapPost("/operator/stream/new-epoch", NewEpochAsync).AtDoor(Door.Operator);
    }

    private static async Task<IResult> StatusAsync(StreamWriter stream, StreamFollower follower, CancellationToken ct) =>
        Results.Json(new { published = await stream.StatusAsync(ct), followed = await follower.StatusAsync(ct) });

    /// <summary>After the holder's database was restored from a backup: routing takes the snapshot anew.</summary>
    private static async Task<IResult> NewEpochAsync(StreamWriter stream, LogWriter log, HoldingOptions options, TimeProvider clock, CancellationToken ct)
    {
        await log.AppendAsync(AuditEvents.Configuration(options.Authority, clock.GetUtcNow(), null, "new-epoch"), ct);
        await stream.NewEpochAsync(ct);

        return Results.Json(await stream.StatusAsync(ct));
    }
}
