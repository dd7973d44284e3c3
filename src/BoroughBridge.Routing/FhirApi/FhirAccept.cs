using BoroughBridge.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>What the caller's Accept header and <c>_format</c> allow (FHIR R4 http 2.21.0.6; RFC 9110 12.5.1).</summary>
internal static class FhirAccept
{
    private const int MostRanges = 30;

    /// <summary>How much she wants FHIR JSON (<paramref name="json"/>) and anything else that there is (<paramref name="raw"/>), 0 to 1.</summary>
    public static void Weigh(HttpRequest request, out double json, out double raw)
    {
        json = raw = 0;
        if (request.Query.ContainsKey("_format"))
        {
            json = 1;

            return;
        }

        var header = request.Headers.Accept;
        if (header.Count == 0 || header.All(string.IsNullOrWhiteSpace))
        {
            json = raw = 1;

            return;
        }

        if (!MediaTypeHeaderValue.TryParseList(header, out var ranges)) return;

        var exact = -1d;
        var wild = 0d;
        foreach (var range in ranges.Take(MostRanges))
        {
            var quality = range.Quality ?? 1;
            if (IsJson(range)) exact = Math.Max(exact, quality);
            else raw = Math.Max(raw, quality);
            if (range.MatchesAllTypes || (range.MatchesAllSubTypes && range.Type == "application")) wild = Math.Max(wild, quality);
        }

        json = exact >= 0 ? exact : wild;
    }

    private static bool IsJson(MediaTypeHeaderValue range) =>
        range.MediaType.Equals(FhirJson.ContentType, StringComparison.OrdinalIgnoreCase)
        || range.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || range.MediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase);
}
