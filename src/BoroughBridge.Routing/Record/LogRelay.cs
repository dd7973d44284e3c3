// Promise: a holder sees of another holder's log what anybody may see, its size and its hashes, and can hand in a signature; nothing else passes.
using System.Net;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.Routing.Read;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.Routing.Record;

/// <summary>
/// <c>/record/logs/{part}/…</c>: the holders reach routing alone, so it passes on what they need of each other to witness. It can forge none of it:
/// checkpoints and co-signatures are signed, and tiles are what the checkpoint makes them.
/// </summary>
internal static class LogRelay
{
    private const int MostBytes = SignedNote.MostCharacters;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void MapLogRelay(this IEndpointRouteBuilder endpoints, RoutingOptions options)
    {
        var logs = endpoints.MapGroup("/record/logs/{part}").AtDoor(Door.Record);
        logs.MapGet("/checkpoint", (string part, PartsHttp http, CancellationToken ct) => PassAsync(part, HttpMethod.Get, "checkpoint", null, http, ct));
        logs.MapGet("/tile/{level:int}/{**path}", (string part, string level, string? path, PartsHttp http, CancellationToken ct) =>
            TilePath.Parse($"{level}/{path}") is { } tile ? PassAsync(part, HttpMethod.Get, $"tile/{tile}", null, http, ct) : Task.FromResult(Results.NotFound()));
        logs.MapPost("/cosignature", async (string part, HttpContext context, PartsHttp http, CancellationToken ct) =>
            await ReadAsync(context.Request.Body, ct) is { } note
                ? await PassAsync(part, HttpMethod.Post, "cosignature", note, http, ct) : Results.StatusCode(StatusCodes.Status413PayloadTooLarge));

        async Task<IResult> PassAsync(string part, HttpMethod method, string path, byte[]? body, PartsHttp http, CancellationToken ct)
        {
            if (!options.Authorities.ContainsKey(part)) return Results.NotFound();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(Patience);
            try
            {
                using var client = http.Client();
                using var request = new HttpRequestMessage(method, new Uri(PartsHttp.AddressOf(options, part), "/record/log/" + path));
                if (body is not null) request.Content = new ByteArrayContent(body);
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (answer.StatusCode != HttpStatusCode.OK) return Results.StatusCode((int)answer.StatusCode);
                await using var stream = await answer.Content.ReadAsStreamAsync(patience.Token);

                return await ReadAsync(stream, patience.Token) is { } bytes ? Results.Bytes(bytes, "application/octet-stream") : Results.StatusCode(StatusCodes.Status502BadGateway);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                return Results.StatusCode(StatusCodes.Status502BadGateway);
            }
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream from, CancellationToken ct)
    {
        var bytes = new byte[MostBytes + 1];
        var length = await from.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);

        return length <= MostBytes ? bytes[..length] : null;
    }
}
