using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>
/// At the record door: <c>POST /record/log/cosignature</c>, where a witness hands in a checkpoint of ours that it co-signed or disputes, and
/// <c>POST /record/log/add-checkpoint</c>, tlog-witness as it is written.
/// </summary>
internal static class WitnessEndpoints
{
    private const int MostBytes = SignedNote.MostCharacters;

    public static void MapWitness(this IEndpointRouteBuilder app)
    {
        var door = app.MapGroup("/record/log").AtDoor(Door.Record);
        door.MapPost("/cosignature", async (HttpContext context, Cosignatures cosignatures, WitnessJudge judge, CancellationToken ct) =>
        {
            if (await BodyAsync(context) is not { } note) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            var taken = await cosignatures.TakeAsync(note, context.Peer() ?? "unknown", ct);
            if (taken == Taken.NotOurs) return Results.StatusCode(StatusCodes.Status403Forbidden);

            await judge.JudgeAsync(ct);

            return Results.StatusCode(taken == Taken.Disagrees ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
        });
        door.MapPost("/add-checkpoint", async (HttpContext context, Witness witness, CancellationToken ct) =>
        {
            if (await BodyAsync(context) is not { } body) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            if (!TryRead(body, out var old, out var proof, out var note)) return Results.StatusCode((int)WitnessStatus.Malformed);
            var answer = await witness.AddCheckpointAsync(old, proof, note, ct);

            return answer switch
            {
                { Status: WitnessStatus.Cosigned } => Results.Text(answer.Line, "text/plain; charset=utf-8"),
                { Size: { } size } => Results.Text(string.Create(CultureInfo.InvariantCulture, $"{size}\n"), "text/x.tlog.size", statusCode: (int)answer.Status),
                _ => Results.StatusCode((int)answer.Status),
            };
        });
    }

    /// <summary>The body of add-checkpoint: <c>old N</c>, proof lines, an empty line, the checkpoint.</summary>
    internal static bool TryRead(string body, out long old, out IReadOnlyList<byte[]> proof, out string note)
    {
        (old, proof, note) = (0, [], "");
        var split = body.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0) return false;
        var lines = body[..split].Split('\n');
        if (!lines[0].StartsWith("old ", StringComparison.Ordinal) || !long.TryParse(lines[0].AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out old)) return false;
        if (old.ToString(CultureInfo.InvariantCulture) != lines[0][4..] || lines.Length > 64) return false;

        var hashes = new List<byte[]>();
        foreach (var line in lines.AsSpan(1))
        {
            var hash = new byte[48];
            if (line.Length != 44 || !Convert.TryFromBase64String(line, hash, out var length) || length != 32) return false;
            hashes.Add(hash[..32]);
        }

        (proof, note) = (hashes, body[(split + 2)..]);

        return true;
    }

    private static async Task<string?> BodyAsync(HttpContext context)
    {
        var bytes = new byte[MostBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);

        return length > MostBytes ? null : Encoding.UTF8.GetString(bytes, 0, length);
    }
}
