using BoroughBridge.Portal.SignIn;
using BoroughBridge.Routing.Read;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Portal.Reading;

/// <summary>A document's page as an image, and its file; each is a read of its own, decided and logged as any other.</summary>
internal static class PageImages
{
    private static readonly string[] Shown = ["image/png", "image/jpeg", "application/pdf", "text/plain"];

    public static void MapPageImages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/children/{childRef}/documents/{documentId}/pages/{page:int:min(1)}", SendAsync).RequireAuthorization(SignInSetup.Policy);
        pages.MapGet("/children/{childRef}/documents/{documentId}/file", (HttpContext context, FileReader reader, string childRef, string documentId) =>
            SendAsync(context, reader, childRef, documentId, null)).RequireAuthorization(SignInSetup.Policy);
    }

    private static async Task SendAsync(HttpContext context, FileReader reader, string childRef, string documentId, int? page)
    {
        var file = await reader.FileAsync(childRef, context.RequestAborted);
        var binary = file?.SingleOrDefault(line => line.Type == "DocumentReference" && line.Id == documentId)?.BinaryId;
        var outcome = binary is null ? new ReadOutcome.NotFound() : await reader.OpenAsync(binary, page, context.RequestAborted);
        if (outcome is not ReadOutcome.Disclosed disclosed)
        {
            context.Response.StatusCode = outcome is ReadOutcome.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound;

            return;
        }

        await using var bodies = disclosed.Bodies;
        var thing = disclosed.Things.Single();
        context.Response.ContentType = Shown.Contains(thing.ContentType) ? thing.ContentType : "application/octet-stream";
        context.Response.ContentLength = thing.Size;
        context.Response.Headers.ContentDisposition = Shown.Contains(thing.ContentType) ? "inline" : "attachment";
        await bodies.CopyNextAsync(context.Response.Body, context.RequestAborted);
    }
}
