// Promise: the proofs of RFC 6962 2.1.1 and 2.1.2, made of nothing but the hashes of tiles.
using System.Numerics;

namespace BoroughBridge.DisclosureLog.Tree;

/// <summary>The hash of the perfect subtree of 2^<paramref name="level"/> leaves that starts at leaf <paramref name="index"/> · 2^<paramref name="level"/>.</summary>
public delegate Task<byte[]> NodeOf(int level, long index);

/// <summary>Makes inclusion and consistency proofs.</summary>
public static class MerkleProofs
{
    /// <summary>PATH(index, D[size]): what <see cref="Merkle.VerifyInclusion"/> takes.</summary>
    public static Task<List<byte[]>> InclusionAsync(long index, long size, NodeOf node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);

        return PathAsync(index, 0, size, node);
    }

    /// <summary>PROOF(from, D[to]): what <see cref="Merkle.VerifyConsistency"/> takes; empty from 0 and from the same size.</summary>
    public static async Task<List<byte[]>> ConsistencyAsync(long from, long to, NodeOf node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);

        return from == 0 || from == to ? [] : await SubProofAsync(from, 0, to, isWhole: true, node);
    }

    /// <summary>The root of the tree of that size.</summary>
    public static async Task<byte[]> RootAsync(long size, NodeOf node) => size == 0 ? Merkle.EmptyRoot() : await HashAsync(0, size, node);

    private static async Task<List<byte[]>> PathAsync(long index, long start, long count, NodeOf node)
    {
        if (count == 1) return [];
        var split = Split(count);
        var isLeft = index < split;
        var path = isLeft ? await PathAsync(index, start, split, node) : await PathAsync(index - split, start + split, count - split, node);
        path.Add(isLeft ? await HashAsync(start + split, count - split, node) : await HashAsync(start, split, node));

        return path;
    }

    private static async Task<List<byte[]>> SubProofAsync(long from, long start, long count, bool isWhole, NodeOf node)
    {
        if (from == count) return isWhole ? [] : [await HashAsync(start, count, node)];
        var split = Split(count);
        var isLeft = from <= split;
        var proof = isLeft
            ? await SubProofAsync(from, start, split, isWhole, node)
            : await SubProofAsync(from - split, start + split, count - split, false, node);
        proof.Add(isLeft ? await HashAsync(start + split, count - split, node) : await HashAsync(start, split, node));

        return proof;
    }

    /// <summary>MTH(D[start : start + count]); start is a multiple of the largest power of two in count, as every range of a proof is.</summary>
    private static async Task<byte[]> HashAsync(long start, long count, NodeOf node)
    {
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);

            return await node(level, start >> level);
        }

        var split = Split(count);

        var left = await HashAsync(start, split, node);
        var right = await HashAsync(start + split, count - split, node);

        return Merkle.NodeHash(left, right);
    }

    /// <summary>The largest power of two that is smaller.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
