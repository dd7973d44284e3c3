using System.Globalization;
using System.Net;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>The typed client: HttpClient, a Polly pipeline, bounded bodies. It follows no redirect, so the key goes nowhere else.</summary>
internal sealed class IcsClient(HttpClient http, ResiliencePipeline<IcsReply> pipeline) : IIcsApi
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "ics";

    private const long MostJson = 8 << 20;
    private const int MostDepth = 16;

    public async Task<JsonElement?> PersonsAsync(string? changedSince, int take, CancellationToken ct)
    {
        var path = $"persons?take={take.ToString(CultureInfo.InvariantCulture)}" + (changedSince is null ? "" : $"&changedSince={Uri.EscapeDataString(changedSince)}");
        var reply = await SendAsync(path, MostJson, ct);

        return reply.Status == HttpStatusCode.Gone ? null : Json(reply);
    }

    public Task<JsonElement?> PersonAsync(string personId, CancellationToken ct) => FoundAsync($"persons/{Uri.EscapeDataString(personId)}", ct);

    public Task<JsonElement?> PartAsync(string personId, string part, CancellationToken ct) => FoundAsync($"persons/{Uri.EscapeDataString(personId)}/{part}", ct);

    public async Task<ReadOnlyMemory<byte>?> ContentAsync(string documentId, long most, CancellationToken ct)
    {
        var reply = await SendAsync($"documents/{Uri.EscapeDataString(documentId)}/content", most, ct);
        if (reply.Status == HttpStatusCode.NotFound) return null;
        Expect(reply);

        return reply.Body;
    }

    public async Task<JsonElement> ReplacedIdsAsync(CancellationToken ct) => Json(await SendAsync("replaced-ids", MostJson, ct));

    private async Task<JsonElement?> FoundAsync(string path, CancellationToken ct)
    {
        var reply = await SendAsync(path, MostJson, ct);

        return reply.Status == HttpStatusCode.NotFound ? null : Json(reply);
    }

    private async Task<IcsReply> SendAsync(string path, long most, CancellationToken ct)
    {
        try
        {
            var reply = await pipeline.ExecuteAsync(
                async stop =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, path);
                    using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

                    return await IcsReply.ReadAsync(response, most, stop);
                },
                ct);
            if (reply.IsTransient) throw new IcsUnavailableException($"status-{(int)reply.Status}");
            // A wrong key is set right by people, not by quarantining the file row by row.
            if (reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new IcsUnavailableException($"status-{(int)reply.Status}");

            return reply;
        }
        catch (BrokenCircuitException e)
        {
            throw new IcsUnavailableException("circuit-open", e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new IcsUnavailableException("timeout", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new IcsUnavailableException("unreachable", e);
        }
    }

    private static void Expect(IcsReply reply)
    {
        if (reply.Oversized) throw new IcsAnswerException("oversized");
        if (reply.Status != HttpStatusCode.OK) throw new IcsAnswerException($"status-{(int)reply.Status}");
    }

    private static JsonElement Json(IcsReply reply)
    {
        Expect(reply);
        if (reply.ContentType != "application/json") throw new IcsAnswerException("content-type");
        try
        {
            using var document = JsonDocument.Parse(reply.Body, new() { MaxDepth = MostDepth });

            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new IcsAnswerException("bad-json", e);
        }
    }
}
