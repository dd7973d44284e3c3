using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Holding.Operator;

/// <summary>The operator's door to agreements: what stands, and to stop one; never to sign or open one.</summary>
internal static class AgreementEndpoints
{
    public static void MapAgreements(this IEndpointRouteBuilder app)
    {
        app.MapGet("/operator/agreements", async (AgreementBook book, CancellationToken ct) => Results.Json((await book.AllAsync(ct)).SelectMany(one => one.Versions).Select(row => new
        {
            row.AgreementId,
            row.Reference,
            row.Version,
            row.Holder,
            row.Employer,
            row.State,
            row.Capabilities,
            from = row.FromDay,
            to = row.ToDay,
            row.ApprovalExpires,
        }))).AtDoor(Door.Operator);
        app.MapPost("/operator/agreements/{id}/suspend", SuspendAsync).AtDoor(Door.Operator);
    }

    private static async Task<IResult> SuspendAsync(string id, AgreementBook book, CancellationToken ct)
    {
        if (!Ids.IsId(id)) return Problems.Refused(StatusCodes.Status404NotFound, "unknown-agreement");
        try
        {
            await book.SuspendAsync(id, ct);

            return Results.Json(new { agreementId = id, state = "suspended" });
        }
        catch (AgreementRefusedException e)
        {
            return Problems.Refused(e.Message == "unknown-agreement" ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, e.Message);
        }
    }
}
