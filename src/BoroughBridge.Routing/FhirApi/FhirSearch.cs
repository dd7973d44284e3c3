using BoroughBridge.DisclosureLog;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Read;
using BoroughBridge.Routing.Search;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Search by GET and by POST <c>_search</c>: the same, whichever way it is sent.</summary>
internal sealed class FhirSearch(RoutingOptions options, FhirGate gate, SearchPath path)
{
    private const int MostFormBytes = 16 * 1024;
    private const string Form = "application/x-www-form-urlencoded";
    private readonly string address = (options.PublicUrl ?? options.Url).TrimEnd('/') + "/fhir";

    public Task GetAsync(HttpContext context, Searchable of) => FindAsync(context, of, posted: false);

    public Task PostAsync(HttpContext context, Searchable of) => FindAsync(context, of, posted: true);

    private async Task FindAsync(HttpContext context, Searchable of, bool posted)
    {
        if (await gate.AdmitAsync(context, search: true) is not { } caller) return;
        FhirAccept.Weigh(context.Request, out var json, out _);
        if (json <= 0)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, IssueCodes.NotSupported, "not-acceptable");

            return;
        }

        var form = posted ? await FormAsync(context) : [];
        if (form is null) return;
        SearchRequest request;
        try
        {
            request = SearchRequest.Parse(of, [.. Pairs(context.Request.Query), .. form]);
        }
        catch (FhirException refused)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status400BadRequest, OperationOutcomes.Of(refused, context.TraceIdentifier));

            return;
        }

        await AnswerAsync(context, caller, request);
    }

    private async Task AnswerAsync(HttpContext context, ReadContext caller, SearchRequest request)
    {
        try
        {
            var page = await path.FindAsync(caller, request, context.RequestAborted);
            if (page is null) await FhirErrors.WriteAsync(context, StatusCodes.Status400BadRequest, IssueCodes.Value, "cursor", "_cursor");
            else await FhirErrors.SendAsync(context, StatusCodes.Status200OK, SearchBundle.Write(address, request, page, context.TraceIdentifier));
        }
        catch (LogUnavailableException)
        {
            await FhirErrors.UnavailableAsync(context, "log-unavailable");
        }
        catch (System.Text.Json.JsonException)
        {
            // A holder's bytes that are no JSON: nothing of them goes out.
            await FhirErrors.UnavailableAsync(context, "holder-unavailable");
        }
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>?> FormAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType is not { } type || !type.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase))
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, IssueCodes.NotSupported, "media-type");

            return null;
        }

        if (request.ContentLength is null or > MostFormBytes)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, IssueCodes.TooCostly, "too-long");

            return null;
        }

        try
        {
            return [.. Pairs(await request.ReadFormAsync(context.RequestAborted))];
        }
        catch (InvalidDataException)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status400BadRequest, IssueCodes.Structure, "form");

            return null;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> sent) =>
        sent.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
}
