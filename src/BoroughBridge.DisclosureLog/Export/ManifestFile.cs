using System.Globalization;
using System.IO.Pipelines;
using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary><c>manifests.ndjson</c>: a line <c>{"index":N,"manifest":…}</c> for each entry that has one, in order, read along with the entries.</summary>
internal sealed class ManifestFile
{
    private const int MostLine = 2 << 20;
    private static readonly byte[] Mark = ",\"manifest\":\""u8.ToArray();
    private static readonly byte[] End = "\",\"v\":1}"u8.ToArray();
    private readonly PipeReader reader;
    private (long Index, byte[] Manifest)? next;
    private bool read;

    private ManifestFile(Stream file) => reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 1 << 16));

    public static async Task<ManifestFile> OpenAsync(LogFiles files, CancellationToken ct) =>
        new(await files.OpenAsync(LogExport.ManifestsFile, ct) ?? throw new InvalidDataException(LogExport.ManifestsFile));

    /// <summary>What is wrong with the manifest of this entry; none where all is well. A leaf is canonical, so the hash it names stands at its end.</summary>
    public async Task<string?> FaultAsync(long index, ReadOnlyMemory<byte> leaf, CancellationToken ct)
    {
        if (await PeekAsync(ct) is { } line && line.Index < index) throw new InvalidDataException(LogExport.ManifestsFile);
        var there = next?.Index == index ? next!.Value.Manifest : null;
        var said = Named(leaf.Span);
        if (there is not null) read = false;
        if (said is null) return there is null ? null : "has a manifest that it was not logged with";
        if (there is null) return "its manifest is missing";

        return Convert.ToHexStringLower(SHA256.HashData(there)) == said ? null : "its manifest was changed: it does not have the hash that the entry names";
    }

    /// <summary>The index of a manifest that belongs to no entry; none where all were used.</summary>
    public async Task<long?> LeftAsync(CancellationToken ct) => (await PeekAsync(ct))?.Index;

    private static string? Named(ReadOnlySpan<byte> leaf)
    {
        if (!leaf.EndsWith(End)) return null;
        var hash = leaf[..^End.Length];

        return hash.Length > 64 + Mark.Length && hash[..^64].EndsWith(Mark) ? Encoding.ASCII.GetString(hash[^64..]) : null;
    }

    private async Task<(long Index, byte[] Manifest)?> PeekAsync(CancellationToken ct)
    {
        if (read) return next;
        read = true;
        next = await LineAsync(ct) is { } line ? Parse(line) : null;

        return next;
    }

    // {"index":12,"manifest":{…}} exactly as it was written: nothing else may stand in the line.
    private static (long, byte[]) Parse(byte[] line)
    {
        ReadOnlySpan<byte> text = line;
        var comma = text.IndexOf((byte)',');
        if (!text.StartsWith("{\"index\":"u8) || comma < 10 || !text[comma..].StartsWith(",\"manifest\":"u8) || text[^1] != (byte)'}') throw new InvalidDataException(LogExport.ManifestsFile);
        var number = Encoding.ASCII.GetString(text[9..comma]);
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) throw new InvalidDataException(LogExport.ManifestsFile);

        return (index, text[(comma + 12)..^1].ToArray());
    }

    private async Task<byte[]?> LineAsync(CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                if (line.Length > MostLine) throw new InvalidDataException(LogExport.ManifestsFile);
                var bytes = line.ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, end));

                return bytes.Length > 0 ? bytes : throw new InvalidDataException(LogExport.ManifestsFile);
            }

            if (buffer.Length > MostLine || (result.IsCompleted && !buffer.IsEmpty)) throw new InvalidDataException(LogExport.ManifestsFile);
            if (result.IsCompleted) return null;
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
