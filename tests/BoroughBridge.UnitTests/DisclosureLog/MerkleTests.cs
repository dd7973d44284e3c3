using System.Numerics;
using System.Text.Json;
using BoroughBridge.DisclosureLog.Tree;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.DisclosureLog;

public sealed class MerkleTests
{
    // RFC 6962's reference leaves and roots, as the certificate-transparency project publishes them.
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Test]
    public void The_roots_are_those_of_the_reference()
    {
        var frontier = new MerkleFrontier();
        Assert.That(Hex(frontier.Root()), Is.EqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (var i = 0; i < Leaves.Length; i++)
        {
            frontier.Append(Merkle.LeafHash(Convert.FromHexString(Leaves[i])));
            Assert.That(Hex(frontier.Root()), Is.EqualTo(Roots[i]));
        }
    }

    [Test]
    public void The_frontier_knows_the_root_that_the_definition_gives_at_every_size()
    {
        var random = new Random(6962);
        var leaves = new List<byte[]>();
        var frontier = new MerkleFrontier();
        for (var size = 1; size <= 300; size++)
        {
            var leaf = new byte[random.Next(40)];
            random.NextBytes(leaf);
            leaves.Add(Merkle.LeafHash(leaf));
            frontier.Append(leaves[^1]);
            frontier = new MerkleFrontier(size, frontier.ToBytes());

            Assert.That(frontier.Root(), Is.EqualTo(ByDefinition(leaves, 0, size)), $"size {size}");
        }
    }

    [TestCase(3, 32)]
    [TestCase(0, 32)]
    [TestCase(-1, 0)]
    [TestCase(4, 33)]
    public void An_edge_of_the_wrong_length_is_refused(long size, int length) => Assert.Throws<FormatException>(() => _ = new MerkleFrontier(size, new byte[length]));

    [Test]
    public void All_published_inclusion_proofs_come_out_as_they_should()
    {
        if (!Corpus.Has("merkle-vectors/testdata/inclusion", out var folder)) return;
        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);

        foreach (var file in files)
        {
            var vector = Read(file);
            var holds = Merkle.VerifyInclusion(
                Number(vector, "leafIdx"), Number(vector, "treeSize"), Bytes(vector, "leafHash"), Proof(vector), Bytes(vector, "root"));
            Assert.That(holds, Is.EqualTo(!vector.GetProperty("wantErr").GetBoolean()), file);
        }

        Assert.That(files, Has.Length.EqualTo(98));
    }

    [Test]
    public void All_published_consistency_proofs_come_out_as_they_should()
    {
        if (!Corpus.Has("merkle-vectors/testdata/consistency", out var folder)) return;
        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);

        foreach (var file in files)
        {
            var vector = Read(file);
            var holds = Merkle.VerifyConsistency(
                Number(vector, "size1"), Number(vector, "size2"), Bytes(vector, "root1"), Bytes(vector, "root2"), Proof(vector));
            Assert.That(holds, Is.EqualTo(!vector.GetProperty("wantErr").GetBoolean()), file);
        }

        Assert.That(files, Has.Length.EqualTo(98));
    }

    // RFC 6962 2.1, word for word.
    private static byte[] ByDefinition(List<byte[]> leaves, int from, int count)
    {
        if (count == 1) return leaves[from];
        var k = 1 << BitOperations.Log2((uint)count - 1);

        return Merkle.NodeHash(ByDefinition(leaves, from, k), ByDefinition(leaves, from + k, count - k));
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;

    // The vectors count with unsigned 64 bits; what is beyond ours is no size at all.
    private static long Number(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    private static byte[] Bytes(JsonElement vector, string name) =>
        vector.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : vector.GetProperty(name).GetBytesFromBase64();

    private static byte[][] Proof(JsonElement vector) =>
        vector.GetProperty("proof").ValueKind == JsonValueKind.Null ? [] : [.. vector.GetProperty("proof").EnumerateArray().Select(hash => hash.GetBytesFromBase64())];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
