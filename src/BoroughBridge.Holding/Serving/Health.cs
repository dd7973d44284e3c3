using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Serving;

/// <summary>Alive: the process answers. Ready: database, log, stream and vault could all be used just now; else 503 and which could not.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (HttpContext context) =>
        {
            var parts = await PartsAsync(context.RequestServices, context.RequestAborted);
            var standing = (LogAlarms)context.RequestServices.GetService(typeof(LogAlarms))!;
            var alarms = standing.Standing.Select(alarm => $"{alarm.Name}: {alarm.Code}").ToArray();

            return Results.Json(
                new { status = parts.Values.All(code => code == "ok") ? "ready" : "not-ready", parts, alarms },
                statusCode: parts.Values.All(code => code == "ok") ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static async Task<IReadOnlyDictionary<string, string>> PartsAsync(IServiceProvider services, CancellationToken ct)
    {
        var database = (Database)services.GetService(typeof(Database))!;
        var log = (LogWriter)services.GetService(typeof(LogWriter))!;
        var stream = (StreamWriter)services.GetService(typeof(StreamWriter))!;
        var vault = (DocumentVault)services.GetService(typeof(DocumentVault))!;
        var key = (KeyEncryptionKey)services.GetService(typeof(KeyEncryptionKey))!;

        return new Dictionary<string, string>
        {
            ["database"] = await TryAsync(async stop =>
            {
                await using var connection = await database.OpenAsync(stop);
                await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM holder_keys", cancellationToken: stop));
            }, ct),
            ["log"] = await TryAsync(log.StartAsync, ct),
            ["stream"] = await TryAsync(async stop => await stream.StatusAsync(stop), ct),
            ["vault"] = vault.IsWritable() ? await TryAsync(_ => Task.FromResult(key.Bytes()), ct) : "not-writable",
        };
    }

    private static async Task<string> TryAsync(Func<CancellationToken, Task> part, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await part(limit.Token).WaitAsync(limit.Token);

            return "ok";
        }
        catch (LogUnavailableException e)
        {
            return e.Message;
        }
        catch (KeyUnavailableException)
        {
            return "key-unavailable";
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return "unavailable";
        }
    }
}
