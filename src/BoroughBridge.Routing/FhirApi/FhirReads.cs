using System.Globalization;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Read;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Read by id: the holder's own bytes, passed on as they come.</summary>
internal sealed class FhirReads(FhirGate gate, ReadPath path)
{
    /// <summary>A resource as FHIR JSON.</summary>
    public async Task ResourceAsync(HttpContext context, string type)
    {
        if (await gate.AdmitAsync(context) is not { } caller) return;
        FhirAccept.Weigh(context.Request, out var json, out _);
        if (json <= 0)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, IssueCodes.NotSupported, "not-acceptable");

            return;
        }

        await AnswerAsync(context, caller, type, asBinaryJson: false);
    }

    /// <summary>A Binary: its bytes, or a FHIR Binary where the caller rather has JSON.</summary>
    public async Task BinaryAsync(HttpContext context)
    {
        if (await gate.AdmitAsync(context) is not { } caller) return;
        FhirAccept.Weigh(context.Request, out var json, out var raw);

        await AnswerAsync(context, caller, "Binary", asBinaryJson: json > raw);
    }

    private async Task AnswerAsync(HttpContext context, ReadContext caller, string type, bool asBinaryJson)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        var version = context.Request.RouteValues.TryGetValue("version", out var said) ? int.Parse((string)said!, CultureInfo.InvariantCulture) : (int?)null;
        var outcome = await path.ReadAsync(caller, [new(type, id, Version: version)], context.RequestAborted);
        switch (outcome)
        {
            case ReadOutcome.Disclosed disclosed:
                await using (disclosed.Bodies)
                {
                    await SendAsync(context, disclosed, type, asBinaryJson);
                }

                break;
            case ReadOutcome.Unavailable unavailable:
                await FhirErrors.UnavailableAsync(context, unavailable.Code == "log" ? "log-unavailable" : "holder-unavailable");
                break;
            default:
                await FhirErrors.NotFoundAsync(context);
                break;
        }
    }

    private static async Task SendAsync(HttpContext context, ReadOutcome.Disclosed disclosed, string type, bool asBinaryJson)
    {
        var thing = disclosed.Things[0];
        var response = context.Response;
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{thing.Version}\"");
        response.Headers.AcceptRanges = "none";
        if (disclosed.Changed.FirstOrDefault() is { } changed) response.Headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
        response.ContentType = type == "Binary" && !asBinaryJson ? thing.ContentType : FhirJson.ContentType;

        try
        {
            if (asBinaryJson) await SendAsJsonAsync(context, thing, disclosed.Bodies);
            else
            {
                response.ContentLength = thing.Size;
                if (!HttpMethods.IsHead(context.Request.Method)) await disclosed.Bodies.CopyNextAsync(response.Body, context.RequestAborted);
            }
        }
        catch (InvalidDataException)
        {
            // What was passed on was checked; the rest never comes. Where nothing was, the answer is an error and not a byte of content.
            if (response.HasStarted) context.Abort();
            else
            {
                response.Clear();
                FhirHeaders.Set(response);
                await FhirErrors.UnavailableAsync(context, "holder-unavailable");
            }
        }
    }

    private static async Task SendAsJsonAsync(HttpContext context, ThingDisclosed thing, DisclosedBodies bodies)
    {
        var before = Encoding.ASCII.GetBytes($$"""{"resourceType":"Binary","id":"{{thing.Id}}","contentType":"{{thing.ContentType}}","data":" """.TrimEnd());
        context.Response.ContentLength = before.Length + ((thing.Size + 2) / 3 * 4) + 2;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var json = new BinaryJson(context.Response.Body, before, "\"}"u8.ToArray());
        await bodies.CopyNextAsync(json, context.RequestAborted);
        await json.FinishAsync(context.RequestAborted);
    }
}
