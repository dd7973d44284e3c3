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
        app.MapPost("/operator/independence", RecordAsync).AtDoor(Door.Operator);
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

    /// <summary>What speaks against an officer as a child's IRO, from the case system or typed in: LAW-26, HB-12, EDGE-13.</summary>
    private static async Task<IResult> RecordAsync(IndependenceFact fact, Independence independence, CancellationToken ct)
    {
        if (!Ids.IsId(fact.ChildRef)) return Problems.Refused(StatusCodes.Status400BadRequest, "childRef: not an id");
        if (fact.Kind is not (Independence.CaseHolder or Independence.Provider or Independence.Parent)) return Problems.Refused(StatusCodes.Status400BadRequest, "kind: case-holder, placement-provider or parent");
        if (fact.Who.Length is 0 or > 700) return Problems.Refused(StatusCodes.Status400BadRequest, "who: required");

        return await independence.RecordAsync(fact.ChildRef, fact.Kind, fact.Who, ct) ? Results.Json(new { recorded = true }) : Problems.Refused(StatusCodes.Status404NotFound, "unknown-child");
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

/// <summary>A fact against an officer: who held the case (issuer and subject), which authority provides the placement, which child is the parent.</summary>
internal sealed record IndependenceFact
{
    public required string ChildRef { get; init; }
    public required string Kind { get; init; }
    public required string Who { get; init; }
}

/// <summary>How an allocation ends.</summary>
internal sealed record EndRequest
{
    public required DateOnly LastDay { get; init; }
    public bool Immediately { get; init; }
    public required string Reason { get; init; }
}
