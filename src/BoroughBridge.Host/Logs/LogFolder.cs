using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.Host.Logs;

/// <summary>
/// A log as files: <c>checkpoint</c>, <c>public-key</c>, <c>tile/entries/…</c> and <c>tile/LEVEL/…</c> (C2SP tlog-tiles), and beside them
/// <c>manifests/INDEX.json</c> for the entries that have one. What <c>log verify</c> reads.
/// </summary>
internal sealed class LogFolder(string folder)
{
    private const int MostTileBytes = Tiles.Width * (2 + ushort.MaxValue);

    public async Task WriteAsync(ExportHead head, IAsyncEnumerable<ExportEntry> entries, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var hashes = new List<byte[]>();
        var bundle = new List<byte[]>(Tiles.Width);
        await foreach (var entry in entries.WithCancellation(ct))
        {
            if (entry.Index != hashes.Count) throw new RefusalException(ExitCodes.Fault, $"the log has no entry {hashes.Count}: nothing was exported after it");
            hashes.Add(Merkle.LeafHash(entry.Leaf));
            bundle.Add(entry.Leaf);
            if (entry.Manifest is not null) await PutAsync(ManifestPath(entry.Index), entry.Manifest, ct);
            if (bundle.Count == Tiles.Width) await FlushAsync(bundle, hashes.Count, ct);
        }

        if (bundle.Count > 0) await FlushAsync(bundle, hashes.Count, ct);
        if (hashes.Count != head.Size) throw new RefusalException(ExitCodes.Unavailable, $"the export broke off after {hashes.Count} of {head.Size} entries");

        for (var (level, row) = (0, hashes); row.Count > 0; level++)
        {
            foreach (var (number, width) in Tiles.Over(row.Count))
                await PutAsync(Tiles.Path(level.ToString(CultureInfo.InvariantCulture), number, width), [.. row.Skip((int)(number * Tiles.Width)).Take(width).SelectMany(hash => hash)], ct);
            row = [.. row.Chunk(Tiles.Width).Where(full => full.Length == Tiles.Width).Select(Root)];
        }

        await PutAsync("public-key", Encoding.UTF8.GetBytes(head.PublicKey + "\n"), ct);
        await PutAsync("checkpoint", Encoding.UTF8.GetBytes(head.Checkpoint), ct);
    }

    /// <summary>A file's bytes; none where it is not there or larger than such a file can be.</summary>
    public byte[]? Read(string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));

        return file.Exists && file.Length <= MostTileBytes ? File.ReadAllBytes(file.FullName) : null;
    }

    public string? ReadText(string path) => Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public static string ManifestPath(long index) => string.Create(CultureInfo.InvariantCulture, $"manifests/{index / 1000}/{index}.json");

    /// <summary>Root of some leaves' tree.</summary>
    public static byte[] Root(IEnumerable<byte[]> hashes)
    {
        var tree = new MerkleFrontier();
        foreach (var hash in hashes) tree.Append(hash);

        return tree.Root();
    }

    private async Task FlushAsync(List<byte[]> bundle, int until, CancellationToken ct)
    {
        await PutAsync(Tiles.Path("entries", (until - 1) / Tiles.Width, bundle.Count), Tiles.Bundle(bundle), ct);
        bundle.Clear();
    }

    private async Task PutAsync(string path, byte[] bytes, CancellationToken ct)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, ct);
    }
}
