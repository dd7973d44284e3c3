using System.Numerics;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Tree;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.DisclosureLog;

public sealed class MerkleProofsTests
{
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, 600).Select(i => Merkle.LeafHash(BitConverter.GetBytes(i)))];

    [Test]
    public async Task Every_proof_of_every_size_holds_and_no_other_leaf_or_size_does()
    {
        for (var size = 1; size <= 70; size++)
        {
            var root = Root(size);
            for (var index = 0; index < size; index++)
            {
                var proof = await MerkleProofs.InclusionAsync(index, size, Nodes(size));
                Assert.That(Merkle.VerifyInclusion(index, size, Leaves[index], proof, root), $"{index} of {size}");
                Assert.That(Merkle.VerifyInclusion(index, size, Leaves[index + 1], proof, root), Is.False);
            }

            for (var from = 1; from <= size; from++)
            {
                var proof = await MerkleProofs.ConsistencyAsync(from, size, Nodes(size));
                Assert.That(Merkle.VerifyConsistency(from, size, Root(from), root, proof), $"{from} to {size}");
                Assert.That(Merkle.VerifyConsistency(from, size, Root(from + 1), root, proof), Is.False);
            }
        }
    }

    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(511)]
    [TestCase(600)]
    public async Task Across_tiles_too(int size)
    {
        Assert.That(await MerkleProofs.RootAsync(size, Tiles(size)), Is.EqualTo(Root(size)));
        foreach (var index in (int[])[0, size / 2, size - 1])
        {
            var proof = await MerkleProofs.InclusionAsync(index, size, Tiles(size));
            Assert.That(Merkle.VerifyInclusion(index, size, Leaves[index], proof, Root(size)));
        }

        foreach (var from in (int[])[1, 200, 255, 256 < size ? 256 : 1])
        {
            var proof = await MerkleProofs.ConsistencyAsync(from, size, Tiles(size));
            Assert.That(Merkle.VerifyConsistency(from, size, Root(from), Root(size), proof));
        }
    }

    [Test]
    public async Task A_partial_tile_that_is_gone_is_taken_from_the_full_one_and_a_missing_one_is_said()
    {
        var nodes = new TileNodes(100, (path, _) => Task.FromResult(path.Width == 256 ? Tile(path, 600) : null), default);
        Assert.That(await MerkleProofs.RootAsync(100, nodes.NodeAsync), Is.EqualTo(Root(100)));

        var none = new TileNodes(100, (_, _) => Task.FromResult<byte[]?>(null), default);
        Assert.ThrowsAsync<InvalidDataException>(() => MerkleProofs.RootAsync(100, none.NodeAsync));
        var narrow = new TileNodes(100, (_, _) => Task.FromResult<byte[]?>(new byte[32]), default);
        Assert.ThrowsAsync<InvalidDataException>(() => MerkleProofs.RootAsync(100, narrow.NodeAsync));
    }

    [Test]
    public void What_is_outside_the_tree_has_no_proof()
    {
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MerkleProofs.InclusionAsync(5, 5, Nodes(5)));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MerkleProofs.InclusionAsync(-1, 5, Nodes(5)));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MerkleProofs.ConsistencyAsync(6, 5, Nodes(5)));
    }

    private static NodeOf Nodes(int size) => (level, index) =>
    {
        var first = (int)(index << level);
        Assert.That(first + (1 << level), Is.LessThanOrEqualTo(size));

        return Task.FromResult(ByDefinition(first, 1 << level));
    };

    private static NodeOf Tiles(int size) => new TileNodes(size, (path, _) => Task.FromResult<byte[]?>(Tile(path, size)), default).NodeAsync;

    private static byte[]? Tile(TilePath path, int size)
    {
        var span = 1 << (8 * path.Level!.Value);
        if (((path.Index * 256) + path.Width) * span > size) return null;

        return [.. Enumerable.Range(0, path.Width).SelectMany(i => ByDefinition((int)((path.Index * 256) + i) * span, span))];
    }

    private static byte[] Root(int size) => ByDefinition(0, size);

    // RFC 6962 2.1, word for word.
    private static byte[] ByDefinition(int from, int count)
    {
        if (count == 1) return Leaves[from];
        var k = 1 << BitOperations.Log2((uint)count - 1);

        return Merkle.NodeHash(ByDefinition(from, k), ByDefinition(from + k, count - k));
    }
}
