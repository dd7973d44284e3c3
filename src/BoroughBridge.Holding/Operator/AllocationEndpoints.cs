using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Operator;

/// <summary>The operator's door to allocations: what the holder's manager does on paper, typed in.</summary>
internal static class AllocationEndpoints
{
    private const string By = "operator";

    public static void MapAllocations(this IEndpointRouteBuilder app)
    {
        app.MapPost("/operator/allocations", ProposeAsync).AtDoor(Door.Operator);
        app.MapPost("/operator/allocations/{id}/end", EndAsync).AtDoor(Door.Operator);
        app.MapGet("/operator/allocations", ListAsync).AtDoor(Door.Operator);
    }

    private static async Task<IResult> ProposeAsync(AllocationRequest request, AllocationDesk desk, CancellationToken ct)
    {
        if (!Ids.IsId(request.ChildRef)) return Problems.Refused(StatusCodes.Status400BadRequest, "childRef: not an id");
        try
        {
            var id = await desk.ProposeAsync(request, By, ct);

            return Results.Json(new { allocationId = id, state = await desk.StateAsync(id, ct) });
        }
        catch (AllocationRefusedException e)
        {
            return Problems.Refused(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static async Task<IResult> EndAsync(string id, EndRequest request, AllocationDesk desk, CancellationToken ct)
    {
        if (!Ids.IsId(id)) return Problems.Refused(StatusCodes.Status404NotFound, "unknown-allocation");
        try
        {
            await desk.EndAsync(id, request.LastDay, request.Immediately, request.Reason, By, ct);

            return Results.Json(new { allocationId = id, state = await desk.StateAsync(id, ct) });
        }
        catch (AllocationRefusedException e)
        {
            return Problems.Refused(e.Message == "unknown-allocation" ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static async Task<IResult> ListAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return Results.Json((await AllocationRows.AllAsync(connection)).Select(row => new
        {
            row.AllocationId,
            row.ChildRef,
            iro = new StaffRef { Issuer = row.IroIssuer, Subject = row.IroSubject },
            row.Employer,
            row.Agreement,
            row.State,
            from = row.FromDay,
            to = row.ToDay,
            endedAt = row.EndedAt is { } at ? Instants.FromMicroseconds(at) : (DateTimeOffset?)null,
            row.Reason,
        }));
    }
}

/// <summary>How an allocation ends.</summary>
internal sealed record EndRequest
{
    public required DateOnly LastDay { get; init; }
    public bool Immediately { get; init; }
    public required string Reason { get; init; }
}
