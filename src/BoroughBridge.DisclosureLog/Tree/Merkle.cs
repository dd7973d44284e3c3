// Promise: hashing and proof checking exactly as RFC 6962 2.1 and RFC 9162 2.1 say, so that other people's tools agree with ours.
using System.Numerics;
using System.Security.Cryptography;

namespace BoroughBridge.DisclosureLog.Tree;

/// <summary>The RFC 6962 Merkle tree: SHA-256, prefix 0x00 for a leaf, 0x01 for a node.</summary>
public static class Merkle
{
    /// <summary>Bytes in a hash.</summary>
    public const int HashSize = 32;

    /// <summary>Root of the tree with no leaf: the hash of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(leaf);

        return hash.GetHashAndReset();
    }

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * HashSize)];
        node[0] = 1;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashSize)..]);

        return SHA256.HashData(node);
    }

    /// <summary>Whether the proof shows the leaf at <paramref name="index"/> of the tree of that size and root (RFC 9162 2.1.3.2).</summary>
    public static bool VerifyInclusion(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || size < 0 || index >= size || leafHash.Length != HashSize || proof.Any(hash => hash.Length != HashSize)) return false;

        var fn = (ulong)index;
        var sn = (ulong)size - 1;
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = NodeHash(sibling, hash);
                if ((fn & 1) == 0) (fn, sn) = ShiftToSet(fn, sn);
            }
            else
            {
                hash = NodeHash(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    /// <summary>Whether the proof shows that the larger tree begins with the smaller (RFC 9162 2.1.4.2). Nothing is proved of the empty tree.</summary>
    public static bool VerifyConsistency(long size1, long size2, ReadOnlySpan<byte> root1, ReadOnlySpan<byte> root2, IReadOnlyList<byte[]> proof)
    {
        if (size1 < 1 || size2 < size1 || proof.Any(hash => hash.Length != HashSize)) return false;
        if (size1 == size2) return proof.Count == 0 && CryptographicOperations.FixedTimeEquals(root1, root2);
        if (proof.Count == 0) return false;

        // A perfect smaller tree is itself the first node of the proof, which then is left out.
        var path = BitOperations.IsPow2(size1) ? [root1.ToArray(), .. proof] : proof;
        var fn = (ulong)size1 - 1;
        var sn = (ulong)size2 - 1;
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        var first = path[0];
        var second = path[0];
        foreach (var hash in path.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                first = NodeHash(hash, first);
                second = NodeHash(hash, second);
                if ((fn & 1) == 0) (fn, sn) = ShiftToSet(fn, sn);
            }
            else
            {
                second = NodeHash(second, hash);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && CryptographicOperations.FixedTimeEquals(first, root1) && CryptographicOperations.FixedTimeEquals(second, root2);
    }

    private static (ulong Fn, ulong Sn) ShiftToSet(ulong fn, ulong sn)
    {
        while (fn != 0 && (fn & 1) == 0)
        {
            fn >>= 1;
            sn >>= 1;
        }

        return (fn, sn);
    }
}
