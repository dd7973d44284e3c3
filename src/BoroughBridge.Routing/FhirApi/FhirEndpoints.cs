using System.Reflection;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>The FHIR R4 API: read by id, the present version of a thing, search, and what it offers.</summary>
internal static class FhirEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Types = ["Patient", "CarePlan", "DocumentReference", "Encounter"];
    private static readonly string[] Posting = [HttpMethods.Post];
    private static readonly DateOnly Released = new(2026, 11, 22);

    public static void MapFhir(this IEndpointRouteBuilder endpoints, RoutingOptions options)
    {
        var fhir = endpoints.MapGroup("/fhir");
        var reads = endpoints.ServiceProvider.GetRequiredService<FhirReads>();
        var gate = endpoints.ServiceProvider.GetRequiredService<FhirGate>();
        var capabilities = Capabilities(options);

        fhir.MapMethods("/metadata", Reading, context => MetadataAsync(context, capabilities));
        foreach (var type in Types) fhir.MapMethods($"/{type}/{{id}}", Reading, context => reads.ResourceAsync(context, type));
        foreach (var type in Types) fhir.MapMethods($"/{type}/{{id}}/_history/{{version:int:min(1)}}", Reading, context => reads.ResourceAsync(context, type));
        fhir.MapMethods("/Binary/{id}", Reading, reads.BinaryAsync);
        var search = endpoints.ServiceProvider.GetRequiredService<FhirSearch>();
        foreach (var of in Searchable.All)
        {
            fhir.MapMethods("/" + of.Type, Reading, context => search.GetAsync(context, of));
            fhir.MapMethods($"/{of.Type}/_search", Posting, context => search.PostAsync(context, of));
        }

        fhir.Map("/{**rest}", context => ElsewhereAsync(context, gate));
    }

    private static byte[] Capabilities(RoutingOptions options)
    {
        var version = typeof(FhirEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
        var address = (options.PublicUrl ?? options.Url).TrimEnd('/') + "/fhir";
        OfferedResource[] offered =
        [
            new("Binary", ["read"], []),
            .. Searchable.All.OrderBy(of => of.Type, StringComparer.Ordinal).Select(of => new OfferedResource(of.Type, ["read", "vread", "search-type"], of.Parameters)),
        ];

        return FhirJson.Serialize(Fhir.Capabilities.Build(address, version, Released, offered, address[..^"/fhir".Length] + "/smart"));
    }

    private static async Task MetadataAsync(HttpContext context, byte[] capabilities)
    {
        if (!await FhirGate.UnderstandsAsync(context)) return;
        FhirAccept.Weigh(context.Request, out var json, out _);
        if (json <= 0)
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, IssueCodes.NotSupported, "not-acceptable");

            return;
        }

        context.Response.ContentType = FhirJson.ContentType;
        context.Response.ContentLength = capabilities.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(capabilities, context.RequestAborted);
    }

    /// <summary>Any other method or path: who calls is asked first, so that nothing is learnt without a token.</summary>
    private static async Task ElsewhereAsync(HttpContext context, FhirGate gate)
    {
        if (await gate.AdmitAsync(context) is null) return;
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            await FhirErrors.NotFoundAsync(context);

            return;
        }

        if (context.Request.ContentLength > 0 && !IsFhirJson(context.Request.ContentType))
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, IssueCodes.NotSupported, "media-type");

            return;
        }

        context.Response.Headers.Allow = "GET, HEAD";
        await FhirErrors.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, IssueCodes.NotSupported, "method");
    }

    private static bool IsFhirJson(string? type) =>
        type is not null && (type.StartsWith(FhirJson.ContentType, StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));
}
