using System.Text.Json;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;
using Dapper;

namespace BoroughBridge.Host.Logs;

/// <summary>First line of an export: the head it is of.</summary>
internal sealed record ExportHead(string Checkpoint, string PublicKey, long Size);

/// <summary>One entry of an export.</summary>
internal sealed record ExportEntry(long Index, byte[] Leaf, byte[]? Manifest);

/// <summary>A role's whole log at the operator's door, as lines of JSON: the signed head, then every entry below it.</summary>
internal static class LogExportEndpoint
{
    private const int Page = 500;

    public static void MapLogExport(this WebApplication app, LogOptions options) => app.MapGet("/operator/log/export", async (HttpContext context, Database database) =>
    {
        var ct = context.RequestAborted;
        await using var connection = await database.OpenAsync(ct);
        var (size, frontier) = await connection.QuerySingleAsync<(long Size, byte[]? Frontier)>("SELECT size, frontier FROM log_head WHERE id = 1");
        var key = LogKey.Load(options.KeyFile);
        var checkpoint = new Checkpoint(options.Origin, size, new MerkleFrontier(size, frontier).Root());

        context.Response.ContentType = "application/x-ndjson";
        await LineAsync(context, new ExportHead(SignedNote.Sign(checkpoint, key), SignedNote.PublicKey(options.Origin, key.PublicKey), size));
        for (long from = 0; from < size; from += Page)
        {
            var rows = await connection.QueryAsync<(long Index, byte[] Leaf, byte[]? Manifest)>(
                "SELECT idx, leaf, manifest FROM log_entries WHERE idx >= @from AND idx < @to ORDER BY idx", new { from, to = Math.Min(from + Page, size) });
            foreach (var row in rows) await LineAsync(context, new ExportEntry(row.Index, row.Leaf, row.Manifest));
        }
    }).AtDoor(Door.Operator);

    private static async Task LineAsync(HttpContext context, object line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, line.GetType(), JsonSerializerOptions.Web, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }
}
