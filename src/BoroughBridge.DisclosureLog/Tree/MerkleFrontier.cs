using System.Numerics;

namespace BoroughBridge.DisclosureLog.Tree;

/// <summary>The right edge of a growing tree: the hash of each perfect subtree, largest first. All that is needed to append and to know the root.</summary>
public sealed class MerkleFrontier
{
    private readonly List<byte[]> hashes = [];

    /// <summary>The empty tree.</summary>
    public MerkleFrontier()
    {
    }

    /// <summary>The edge as <see cref="ToBytes"/> gave it.</summary>
    /// <exception cref="FormatException">It is not the edge of a tree of that size.</exception>
    public MerkleFrontier(long size, ReadOnlySpan<byte> bytes)
    {
        if (size < 0 || bytes.Length != BitOperations.PopCount((ulong)size) * Merkle.HashSize) throw new FormatException("frontier-size");
        Size = size;
        for (var at = 0; at < bytes.Length; at += Merkle.HashSize) hashes.Add(bytes.Slice(at, Merkle.HashSize).ToArray());
    }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    public void Append(byte[] leafHash)
    {
        hashes.Add(leafHash);
        for (var merge = Size; (merge & 1) == 1; merge >>= 1)
        {
            var node = Merkle.NodeHash(hashes[^2], hashes[^1]);
            hashes.RemoveRange(hashes.Count - 2, 2);
            hashes.Add(node);
        }

        Size++;
    }

    /// <summary>The root of the tree as it is now.</summary>
    public byte[] Root()
    {
        if (Size == 0) return Merkle.EmptyRoot();
        var root = hashes[^1];
        for (var i = hashes.Count - 2; i >= 0; i--) root = Merkle.NodeHash(hashes[i], root);

        return root;
    }

    public byte[] ToBytes() => [.. hashes.SelectMany(hash => hash)];
}
