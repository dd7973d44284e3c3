using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Operator;

/// <summary>The operator's door to the person index.</summary>
internal static class ChildEndpoints
{
    public static void MapChildren(this IEndpointRouteBuilder app)
    {
        app.MapPost("/operator/children", ImportAsync).AtDoor(Door.Operator);
        app.MapGet("/operator/children", ListAsync).AtDoor(Door.Operator);
    }

    private static async Task<IResult> ImportAsync(HttpContext context, PersonIndex persons, ILogger<PersonIndex> logger)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = PersonImport.MostBytes;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var json = context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ?? false;
        try
        {
            var read = PersonImport.Read(body.GetBuffer().AsSpan(0, (int)body.Length), json);
            var taken = await persons.PutAllAsync(read, context.RequestAborted);
            HoldingLog.PersonsTaken(logger, taken.Count);

            return Results.Json(new { read = read.Count, children = taken });
        }
        catch (ImportRefusedException e)
        {
            return Problems.Refused(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (RecordRefusedException e)
        {
            return Problems.Refused(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    // The operator works for the holder: names are shown at this door, and nowhere else without a grant.
    private static async Task<IResult> ListAsync(Database database, PersonIndex persons, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var introduced = (await connection.QueryAsync<string>("SELECT child_ref FROM children WHERE introduced IS NOT NULL")).ToHashSet(StringComparer.Ordinal);

        return Results.Json((await persons.ByChildAsync(ct)).Select(entry => new
        {
            entry.ChildRef,
            entry.Person.IcsPersonId,
            name = $"{entry.Person.Given} {entry.Person.Family}",
            entry.Person.FamilyGroup,
            introduced = introduced.Contains(entry.ChildRef),
        }));
    }
}
