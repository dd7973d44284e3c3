using System.Buffers;
using System.Security.Cryptography;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Routing.Read;

/// <summary>
/// Passes the holder's bytes on, a whole chunk at a time and only once its hash is that of the signed header. A chunk is in memory while it is
/// checked and nowhere after.
/// </summary>
/// <param name="answer">The verified answer.</param>
/// <param name="decision">Decided a moment ago; asked again before a chunk once it is half a second old (EDGE-15).</param>
/// <param name="failed">Told once, with a code and the bytes passed on until then, where the bytes are not what the header says or cease.</param>
internal sealed class HolderBodies(HolderAnswer answer, StandingDecision decision, Action<string, long> failed) : DisclosedBodies
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private int next;
    private long passed;
    private bool broken;

    public override async Task CopyNextAsync(Stream to, CancellationToken ct)
    {
        if (broken) throw new InvalidDataException("broken");
        var thing = answer.Things[next++];
        var buffer = ArrayPool<byte>.Shared.Rent(Renditions.ChunkSize);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var left = thing.Size;
            foreach (var expected in thing.Chunks)
            {
                var chunk = buffer.AsMemory(0, (int)Math.Min(left, Renditions.ChunkSize));
                await FillAsync(chunk, ct);
                if (!Matches(SHA256.HashData(chunk.Span), expected)) throw Broken("chunk-altered");
                whole.AppendData(chunk.Span);
                left -= chunk.Length;

                // The whole is judged before its last chunk goes on.
                if (left == 0 && !Matches(whole.GetHashAndReset(), thing.Sha256)) throw Broken("body-altered");
                if (!await decision.StandsAsync(thing, ct)) throw Broken("ended-while-sending");
                await to.WriteAsync(chunk, ct);
                passed += chunk.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (answer.Body is not null) await answer.Body.DisposeAsync();
        answer.Response?.Dispose();
    }

    private async Task FillAsync(Memory<byte> chunk, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await answer.Body!.ReadExactlyAsync(chunk, patience.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Broken("body-ended");
        }
    }

    private InvalidDataException Broken(string code)
    {
        broken = true;
        failed(code, passed);

        return new(code);
    }

    private static bool Matches(ReadOnlySpan<byte> hash, string expected) => Convert.ToHexStringLower(hash) == expected;
}
