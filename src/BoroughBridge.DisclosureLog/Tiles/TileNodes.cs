using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Tiles;

/// <summary>The hashes of a tile; none where it cannot be had.</summary>
public delegate Task<byte[]?> TileOf(TilePath path, CancellationToken ct);

/// <summary>Nodes of a tree of one size, out of its tiles; each tile is fetched once. For one proof or check: it keeps what it fetched.</summary>
public sealed class TileNodes(long size, TileOf tiles, CancellationToken ct)
{
    private readonly Dictionary<(int Level, long Index), byte[]> fetched = [];

    /// <summary>As <see cref="NodeOf"/> wants it.</summary>
    /// <exception cref="InvalidDataException">A tile that the tree has cannot be had, or is not as wide as it must be.</exception>
    public async Task<byte[]> NodeAsync(int level, long index)
    {
        var tileLevel = level / 8;
        var below = level % 8;
        var first = index << below;
        var hashes = await TileAsync(tileLevel, first / TilePath.Full);
        var offset = (int)(first % TilePath.Full);

        return Subtree(hashes.AsSpan(offset * Merkle.HashSize, (1 << below) * Merkle.HashSize));
    }

    /// <summary>The root over the hashes of a tile or an aligned part of it.</summary>
    public static byte[] Subtree(ReadOnlySpan<byte> hashes)
    {
        var frontier = new MerkleFrontier();
        for (var at = 0; at < hashes.Length; at += Merkle.HashSize) frontier.Append(hashes.Slice(at, Merkle.HashSize).ToArray());

        return frontier.Root();
    }

    private async Task<byte[]> TileAsync(int level, long index)
    {
        if (fetched.TryGetValue((level, index), out var known)) return known;
        var width = (int)Math.Min(TilePath.Full, TilePath.HashesAt(level, size) - (index * TilePath.Full));
        if (width <= 0) throw new InvalidDataException("tile-outside");

        // A partial tile may be gone once the full one is there.
        var hashes = await tiles(new(level, index, width), ct) ?? (width < TilePath.Full ? await tiles(new(level, index, TilePath.Full), ct) : null);
        if (hashes is null || (hashes.Length != width * Merkle.HashSize && hashes.Length != TilePath.Full * Merkle.HashSize)) throw new InvalidDataException("tile-missing");

        return fetched[(level, index)] = hashes[..(width * Merkle.HashSize)];
    }
}
