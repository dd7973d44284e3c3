using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.DisclosureLog.Export;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;

namespace BoroughBridge.Host.Logs;

/// <summary>A folder a role has written for the operator who asked, under its own data folder: the only place a role may write.</summary>
internal sealed record ExportedLog(string Folder, long Size, long? Altered);

/// <summary>A role's whole log, written out at the operator's door. That it was taken out is itself an entry.</summary>
internal static class LogExportEndpoint
{
    public static void MapLogExport(this WebApplication app, string part, string dataFolder, LogOptions options) => app.MapPost("/operator/log/export", async (
        Database database, LogWriter log, TimeProvider clock, CancellationToken ct) =>
    {
        await log.AppendAsync(AuditEvents.Configuration(part, clock.GetUtcNow(), null, "log-exported"), ct);
        var folder = Path.Combine(Path.GetFullPath(dataFolder), "exports", Ids.New());
        var exported = await new LogExport(database, options, clock).WriteAsync(folder, ct);

        return Results.Json(new ExportedLog(folder, exported.Checkpoint.Size, exported.Altered));
    }).AtDoor(Door.Operator);
}
