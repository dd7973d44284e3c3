using System.Globalization;
using System.Net;
using System.Text;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>
/// Looks at one other part's log: reads its checkpoint and the tiles that lead to it from the last one co-signed, co-signs it, and hands the
/// co-signature in. A log that went back or has two histories is shown its own earlier word.
/// </summary>
internal sealed class WitnessRound(Witness witness, PeerLogs peers, LogAlarms alarms, LogOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, DateTimeOffset> heard = new(StringComparer.Ordinal);

    public async Task LookAsync(PeerLog log, CancellationToken ct)
    {
        var alarm = "log-of-" + log.Part;
        heard.TryAdd(log.Part, clock.GetUtcNow());
        try
        {
            var fault = await FaultAsync(log, ct);
            heard[log.Part] = clock.GetUtcNow();
            if (fault is null) alarms.Clear(alarm);
            else alarms.Raise(alarm, fault);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException && !ct.IsCancellationRequested)
        {
            // Away for a while is no alarm yet; what it does not show us it may be hiding, so in the end it is one.
            if (clock.GetUtcNow() - heard[log.Part] >= TimeSpan.FromMinutes(options.Witnessing.AlarmMinutes)) alarms.Raise(alarm, "not-seen");
        }
    }

    /// <summary>Code of what is wrong with the log; none where it was co-signed.</summary>
    private async Task<string?> FaultAsync(PeerLog log, CancellationToken ct)
    {
        var note = Encoding.UTF8.GetString(await GetAsync(log, "checkpoint", SignedNote.MostCharacters, ct) ?? throw new InvalidDataException("no checkpoint"));
        if (Checkpoint.Open(note, log.Origin, log.PublicKey, out _) is not { } checkpoint) return "not-signed";

        var last = await witness.LastAsync(log.Origin, ct);
        var old = last?.Size ?? 0;
        if (checkpoint.Size < old) return await ShownAsync(log, last!.Value.Note, "rolled-back", ct);

        var nodes = new TileNodes(checkpoint.Size, (path, stop) => GetAsync(log, $"tile/{path}", TilePath.Full * Merkle.HashSize, stop), ct);
        var proof = await MerkleProofs.ConsistencyAsync(old, checkpoint.Size, nodes.NodeAsync);
        var answer = await witness.AddCheckpointAsync(old, proof, note, ct);
        switch (answer.Status)
        {
            case WitnessStatus.Cosigned:
                await PostAsync(log, note + answer.Line, ct);

                return null;
            case WitnessStatus.Conflict when answer.Size != old:
                return null; // Another instance of this part was quicker; the next look sees where it got to.
            case WitnessStatus.Conflict or WitnessStatus.NotConsistent:
                return await ShownAsync(log, last!.Value.Note, "two-histories", ct);
            default:
                return "not-signed";
        }
    }

    private async Task<string> ShownAsync(PeerLog log, string note, string code, CancellationToken ct)
    {
        await PostAsync(log, note, ct);

        return code;
    }

    private async Task<byte[]?> GetAsync(PeerLog log, string path, int most, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var answer = await peers.Http.GetAsync(new Uri(log.Prefix, path), HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        var bytes = new byte[most + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, patience.Token);

        return length <= most ? bytes[..length] : throw new InvalidDataException("too long");
    }

    private async Task PostAsync(PeerLog log, string note, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var content = new StringContent(note, Encoding.UTF8, "text/plain");
        using var answer = await peers.Http.PostAsync(new Uri(log.Prefix, "cosignature"), content, patience.Token);
        if ((int)answer.StatusCode >= 500) throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}"));
    }
}
