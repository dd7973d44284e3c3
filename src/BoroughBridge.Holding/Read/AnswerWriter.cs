using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Holding.Read;

/// <summary>Puts a signed header and the bytes on the wire, as <see cref="ReadAnswer"/> frames them.</summary>
internal static class AnswerWriter
{
    private const int LengthBytes = 4;

    // For one chunk. Kestrel's own limit goes by a rate of bytes, and would give a reader that has stopped minutes for each.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A signed refusal: a code, and no thing.</summary>
    public static async Task RefuseAsync(HttpContext context, TrustBundle trust, AccessAssertion? assertion, string code, DateTimeOffset now, long? logIndex)
    {
        var header = Sign(trust, assertion, [], code, now, logIndex);
        Start(context, header.Length + LengthBytes);
        WriteHeader(context.Response.BodyWriter, header);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>The header of what is disclosed, signed.</summary>
    public static byte[] Sign(
        TrustBundle trust, AccessAssertion? assertion, IReadOnlyList<ThingDisclosed> things, string? refused, DateTimeOffset now, long? logIndex) =>
        Encoding.ASCII.GetBytes(trust.Signer.Sign(ReadAnswer.Typ, new ReadAnswer
        {
            Iss = trust.Self,
            Answers = assertion?.Jti ?? "",
            Transaction = assertion?.Transaction ?? "",
            Iat = now.ToUnixTimeSeconds(),
            Things = things,
            Refused = refused,
            LogIndex = logIndex,
        }));

    /// <summary>Header, then each body chunk by chunk; false from <paramref name="mayGoOn"/> ends the connection where it stands.</summary>
    /// <exception cref="OperationCanceledException">Nobody reads, or nobody has read for too long.</exception>
    public static async Task<bool> SendAsync(
        HttpContext context, byte[] header, IReadOnlyList<OpenBody> bodies, Func<OpenBody, long, CancellationToken, ValueTask<bool>> mayGoOn)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var ct = patience.Token;
        Start(context, LengthBytes + header.Length + bodies.Sum(body => body.Manifest.Size));
        var writer = context.Response.BodyWriter;
        WriteHeader(writer, header);
        foreach (var body in bodies)
        {
            for (long index = 0; index < body.Chunks; index++)
            {
                if (!await mayGoOn(body, index, ct))
                {
                    context.Abort();

                    return false;
                }

                var length = body.Length(index);
                await body.OpenAsync(index, writer.GetMemory(length)[..length], ct);
                writer.Advance(length);
                // What is decided on goes at once; only small things wait for each other.
                if (body.Chunks > 1 || writer.UnflushedBytes >= Renditions.ChunkSize) await FlushAsync();
            }
        }

        await FlushAsync();

        return true;

        async Task FlushAsync()
        {
            patience.CancelAfter(Patience);
            await writer.FlushAsync(ct);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static void Start(HttpContext context, long length)
    {
        context.Response.ContentType = ReadAnswer.ContentType;
        context.Response.ContentLength = length;
        context.Response.Headers.CacheControl = "no-store";
    }

    private static void WriteHeader(System.IO.Pipelines.PipeWriter to, byte[] header)
    {
        BinaryPrimitives.WriteInt32BigEndian(to.GetSpan(LengthBytes), header.Length);
        to.Advance(LengthBytes);
        to.Write(header);
    }
}
