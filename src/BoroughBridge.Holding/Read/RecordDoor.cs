using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Read;

/// <summary>The record door: mutual TLS, and only routing's certificate.</summary>
internal static class RecordDoor
{
    private const string Routing = "routing";

    public static void MapRead(this IEndpointRouteBuilder app) =>
        app.MapPost("/record/read", (HttpContext context, ReadEndpoint endpoint) => endpoint.HandleAsync(context)).ForRouting();

    /// <summary>Answers only at the record door, and there only routing.</summary>
    public static RouteHandlerBuilder ForRouting(this RouteHandlerBuilder endpoint) => endpoint.AtDoor(Door.Record).AddEndpointFilter(async (call, next) =>
        call.HttpContext.Peer() == Routing ? await next(call) : Results.StatusCode(StatusCodes.Status403Forbidden));
}
