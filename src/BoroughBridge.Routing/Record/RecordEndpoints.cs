using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.Index;
using BoroughBridge.Streams;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.Record;

/// <summary>Routing's streams towards the holders, pulled over mutual TLS. A holder gets its own and is told nothing of any other.</summary>
internal static class RecordEndpoints
{
    public static void MapRecord(this IEndpointRouteBuilder endpoints)
    {
        var agreements = endpoints.ServiceProvider.GetRequiredService<AgreementBook>();
        var publications = endpoints.ServiceProvider.GetRequiredService<HolderStreams>().All.ToDictionary(
            stream => stream.Key, stream => new StreamPublication(stream.Value, (transaction, ct) => AnswerSnapshots.OfAsync(agreements, stream.Key, transaction, ct)));

        endpoints.MapGroup("").AtDoor(Door.Record).MapStream("/record/stream/{authority}", "/record/snapshot/{authority}", Find);

        var denials = endpoints.ServiceProvider.GetRequiredService<QuickDenials>();
        endpoints.MapPost("/record/deny/{authority}", async (string authority, HttpContext context, CancellationToken ct) =>
        {
            if (context.Peer() != authority || !publications.ContainsKey(authority)) return Results.NotFound();
            if (context.Request.ContentLength is null or > QuickDenials.MostBytes) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

            return await ReadAsync(context, ct) is { } denial && await denials.TakeAsync(authority, denial, ct) ? Results.NoContent() : Results.BadRequest();
        }).AtDoor(Door.Record);

        StreamPublication? Find(HttpContext context) =>
            context.Request.RouteValues["authority"] is string authority && context.Peer() == authority ? publications.GetValueOrDefault(authority) : null;
    }

    private static async Task<QuickDenial?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<QuickDenial>(Wire.Json, ct);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
