using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Holding;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Adapters.PaperScan.Operator;

/// <summary>What was submitted.</summary>
public sealed record SubmittedScan(string FileId);

/// <summary>Cover sheets to print.</summary>
public sealed record CoverSheetOrder(IReadOnlyList<CoverCode> Sheets);

/// <summary>The operator's endpoints of the paper adapter, at the operator's door only.</summary>
public static class PaperOperator
{
    private const int LongestName = 8192;
    private const int MostSheets = 500;

    public static void MapPaperOperator(this IEndpointRouteBuilder endpoints)
    {
        var paper = endpoints.MapGroup("/operator/paper").AtDoor(Door.Operator);
        paper.MapPost("/submit", SubmitAsync);
        paper.MapGet("/list", ListAsync);
        paper.MapGet("/ledger", LedgerAsync);
        paper.MapPost("/covers", Covers);
    }

    // The body is the file, whatever it is; its name is data and may hold anything.
    private static async Task<IResult> SubmitAsync(HttpContext context, string name, PaperIntake intake, PaperOptions options)
    {
        if (name.Length is 0 or > LongestName) return Results.Json(new { code = "name" }, statusCode: StatusCodes.Status400BadRequest);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = (long)options.MaxFileMegabytes << 20;

        return Results.Json(new SubmittedScan(await intake.TakeAsync(name, context.Request.Body, context.RequestAborted)), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(DocumentRows documents, FileRows files, CancellationToken ct) =>
        Results.Json((await documents.AllAsync(ct)).Select(pair => PaperLine.Of(pair.Document, documents.FactsOf(pair.Document), files.NameOf(pair.File), pair.File.Sha256)));

    private static async Task<IResult> LedgerAsync(PageRows pages, CancellationToken ct) => Results.Json(await pages.LedgerAsync(ct));

    private static IResult Covers(CoverSheetOrder order, HoldingOptions holding)
    {
        if (order.Sheets.Count is 0 or > MostSheets) return Results.Json(new { code = "sheets" }, statusCode: StatusCodes.Status400BadRequest);

        try
        {
            return Results.File(CoverSheet.MakePdf([.. order.Sheets.Select(sheet => sheet with { Authority = holding.Authority })]), "application/pdf", "cover-sheets.pdf");
        }
        catch (ArgumentException)
        {
            return Results.Json(new { code = "cover-value" }, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
