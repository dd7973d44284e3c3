using BoroughBridge.Adapters.Electronic.Import;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Adapters.Electronic.Operator;

/// <summary>The operator's endpoints of the electronic adapter, at the operator's door only. Keys of the ICS are shown so that its staff can find the row; values never are.</summary>
public static class ElectronicOperator
{
    private const int MostRows = 1000;

    public static void MapElectronicOperator(this IEndpointRouteBuilder endpoints)
    {
        var electronic = endpoints.MapGroup("/operator/electronic").AtDoor(Door.Operator);
        electronic.MapGet("/status", StatusAsync);
        electronic.MapGet("/quarantine", QuarantineAsync);
        electronic.MapPost("/full-scan", async (ImportState state, CancellationToken ct) =>
        {
            await state.ForgetCursorAsync(ct);

            return Results.Accepted();
        });
        electronic.MapPost("/resume", async (ImportState state, CancellationToken ct) =>
        {
            if (await state.SuspendedAsync(ct) is null) return Results.Json(new { code = "not-suspended" }, statusCode: StatusCodes.Status409Conflict);
            await state.SuspendAsync("allowed", ct);

            return Results.Accepted();
        });
    }

    private static async Task<IResult> StatusAsync(Database database, ImportStatus status, ImportState state, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return Results.Json(new
        {
            lastSuccess = status.LastSuccess,
            failure = status.Failure,
            polls = status.Polls,
            suspended = await state.SuspendedAsync(ct),
            fullScanAt = await state.FullScanAtAsync(ct),
            persons = await CountAsync("electronic_persons WHERE present = 1"),
            personsSuspectedDeleted = await CountAsync("electronic_persons WHERE present = 0"),
            personsOwed = await CountAsync("electronic_persons WHERE due IS NOT NULL"),
            rows = await CountAsync("electronic_rows WHERE present = 1"),
            rowsSuspectedDeleted = await CountAsync("electronic_rows WHERE present = 0"),
            quarantined = await CountAsync("electronic_quarantine"),
        });

        Task<long> CountAsync(string what) => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + what);
    }

    private static async Task<IResult> QuarantineAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<QuarantinedRow>(
            $"SELECT part, source_key, person_id, field, code, first_seen, last_seen, times FROM electronic_quarantine ORDER BY first_seen, part, source_key LIMIT {MostRows}");

        return Results.Json(rows.Select(row => new
        {
            row.Part,
            row.SourceKey,
            row.PersonId,
            row.Field,
            row.Code,
            firstSeen = Instants.FromMicroseconds(row.FirstSeen),
            lastSeen = Instants.FromMicroseconds(row.LastSeen),
            row.Times,
        }));
    }

    private sealed class QuarantinedRow
    {
        public string Part { get; set; } = "";
        public string SourceKey { get; set; } = "";
        public string PersonId { get; set; } = "";
        public string Field { get; set; } = "";
        public string Code { get; set; } = "";
        public long FirstSeen { get; set; }
        public long LastSeen { get; set; }
        public int Times { get; set; }
    }
}
