// Promise: every entry that is there is hashed anew and stands where the tree has it; tiles are what the entries make them; the root is what was signed.
using System.Buffers.Binary;
using System.Globalization;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>Goes through a log's tiles and entries once, left to right.</summary>
internal sealed class TreeCheck(LogFiles files, Checkpoint signed, IReadOnlyList<(Checkpoint Checkpoint, string Said)> marks, List<string> notes, CancellationToken ct)
{
    private const int MostNotes = 50;
    private const int TileBytes = TilePath.Full * Merkle.HashSize;
    private const int MostBundle = TilePath.Full * (LogLeaf.MostBytes + sizeof(ushort));
    private readonly MerkleFrontier tree = new();
    private ManifestFile? manifests;
    private readonly LeafScan leaves = new();
    private long pruned;

    public async Task<LogVerdict> RunAsync()
    {
        if (AtMark() is { } early) return early;
        if (files.HasManifests) manifests = await ManifestFile.OpenAsync(files, ct);
        foreach (var path in TilePath.AtLevel(0, signed.Size))
        {
            if (await BundleAsync(path) is { } bad) return bad;
        }

        if (manifests is not null && await manifests.LeftAsync(ct) is { } left) return LogVerdict.Bad(left, "has a manifest, and there is no such entry");
        if (await files.OpenAsync($"tile/{Next()}", ct) is { } more)
        {
            await more.DisposeAsync();

            return LogVerdict.Bad(signed.Size, Text($"is more than was signed: the checkpoint is of {signed.Size} entries"));
        }

        if (Hex(tree.Root()) != signed.Root)
            return LogVerdict.Bad(null, "the entries are not those that were signed: one was changed, exchanged or left out and the hashes made to fit; no one entry can be named");
        if (await AboveAsync() is { } tile) return LogVerdict.Bad(null, tile);
        if (pruned > leaves.PrunedBefore) return LogVerdict.Bad(0, Text($"to entry {pruned - 1} are missing, and no entry of the log says that they are no longer kept"));
        if (pruned > 0) notes.Add(Text($"entries before {pruned} are no longer kept; their hashes are, and the tree holds"));

        return new() { Ok = true, Size = tree.Size, Root = signed.Root, Notes = notes };
    }

    // The bundle that would begin where the log ends.
    private TilePath Next() => new(null, signed.Size / TilePath.Full, (int)(signed.Size % TilePath.Full) is 255 ? TilePath.Full : (int)(signed.Size % TilePath.Full) + 1);

    private async Task<LogVerdict?> BundleAsync(TilePath path)
    {
        var first = path.Index * TilePath.Full;
        var hashes = await files.ReadAsync($"tile/{path}", TileBytes, ct);
        if (hashes is null) return LogVerdict.Bad(first, Text($"cannot be judged: tile {path} is missing"));
        if (hashes.Length > path.Width * Merkle.HashSize || hashes.Length % Merkle.HashSize != 0) return LogVerdict.Bad(first, Text($"cannot be judged: tile {path} is not as wide as it must be"));

        var bundle = await files.ReadAsync($"tile/{path with { Level = null }}", MostBundle, ct);
        if (bundle is null && pruned == first && path.Width == TilePath.Full) pruned = first + path.Width;
        else if (bundle is null) return LogVerdict.Bad(first, Text($"is missing: {signed.Size} entries were signed and {first} are here"));

        var at = 0;
        for (var place = 0; place < path.Width; place++)
        {
            var index = first + place;
            if (bundle is not null)
            {
                if (at == bundle.Length) return LogVerdict.Bad(index, Text($"is missing: {signed.Size} entries were signed and {index} are here"));
                var length = at + 2 <= bundle.Length ? BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at)) : int.MaxValue;
                if (at + 2L + length > bundle.Length) return LogVerdict.Bad(index, "is cut off: the file ends within it");
                var leaf = bundle.AsMemory(at + 2, length);
                at += 2 + length;

                if (place * Merkle.HashSize >= hashes.Length) return LogVerdict.Bad(index, Text($"is missing from tile {path}, which is cut off"));
                var hash = Merkle.LeafHash(leaf.Span);
                if (!hash.AsSpan().SequenceEqual(hashes.AsSpan(place * Merkle.HashSize, Merkle.HashSize))) return LogVerdict.Bad(index, length == 0 ? "is missing: nothing stands in its place" : Elsewhere(hash, hashes, first, place));
                if (manifests is not null && await manifests.FaultAsync(index, leaf, ct) is { } fault) return LogVerdict.Bad(index, fault);
                if (leaves.Look(index, leaf.Span) is { } note && notes.Count < MostNotes) notes.Add(note);
            }

            if ((place + 1) * Merkle.HashSize > hashes.Length) return LogVerdict.Bad(index, Text($"is missing from tile {path}, which is cut off"));
            tree.Append(hashes[(place * Merkle.HashSize)..((place + 1) * Merkle.HashSize)]);
            if (AtMark() is { } bad) return bad;
        }

        if (bundle is not null && at < bundle.Length) return LogVerdict.Bad(first + path.Width, Text($"is more than was signed: tile {path} has {path.Width} entries"));
        if (path.Width == TilePath.Full) return await FullAsync(0, path.Index, hashes);

        return null;
    }

    private static string Elsewhere(byte[] hash, byte[] hashes, long first, int place)
    {
        for (var other = 0; other * Merkle.HashSize < hashes.Length; other++)
        {
            if (other != place && hash.AsSpan().SequenceEqual(hashes.AsSpan(other * Merkle.HashSize, Merkle.HashSize))) return Text($"is not where it belongs: entry {first + other} stands in its place");
        }

        return "what it says was changed: it does not have the hash it was logged with";
    }

    // The hash of a full tile stands in the tile above: that narrows a change of entry and hash together down to 256 entries.
    private async Task<LogVerdict?> FullAsync(int level, long index, byte[] hashes)
    {
        var root = TileNodes.Subtree(hashes);
        var wide = Math.Min(TilePath.Full, TilePath.HashesAt(level + 1, signed.Size) - (index / TilePath.Full * TilePath.Full));
        var path = new TilePath(level + 1, index / TilePath.Full, (int)wide);
        var tile = await files.ReadAsync($"tile/{path}", TileBytes, ct);
        if (tile is null) return LogVerdict.Bad(index << (8 * (level + 1)), Text($"cannot be judged: tile {path} is missing"));

        var offset = (int)(index % TilePath.Full) * Merkle.HashSize;
        if (tile.Length < offset + Merkle.HashSize || !tile.AsSpan(offset, Merkle.HashSize).SequenceEqual(root))
        {
            var span = 1L << (8 * (level + 1));

            return LogVerdict.Bad(index * span, Text($"to entry {((index + 1) * span) - 1}: one of them was changed together with its hash, or tile {level + 1} above them was"));
        }

        if ((index + 1) % TilePath.Full != 0) return null;

        return await FullAsync(level + 1, index / TilePath.Full, tile[..TileBytes]);
    }

    // Tiles above must be there and no wider than the tree makes them.
    private async Task<string?> AboveAsync()
    {
        for (var level = 1; TilePath.HashesAt(level, signed.Size) > 0; level++)
        {
            foreach (var path in TilePath.AtLevel(level, signed.Size))
            {
                if (await files.ReadAsync($"tile/{path}", TileBytes, ct) is not { } tile || tile.Length != path.Width * Merkle.HashSize) return Text($"tile {path} is missing or not as wide as it must be");
            }
        }

        return null;
    }

    private LogVerdict? AtMark()
    {
        foreach (var (checkpoint, said) in marks)
        {
            if (checkpoint.Size == tree.Size && Hex(tree.Root()) != checkpoint.Root)
                return LogVerdict.Bad(null, Text($"the first {checkpoint.Size} entries are not those that were {said}: one of them was changed, with its hash"));
        }

        return null;
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
