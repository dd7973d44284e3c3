using System.Security.Cryptography;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding.Vault;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding;

/// <summary>What is sealed opens only whole, in its place, under its name and its key.</summary>
public sealed class EnvelopeTests
{
    private readonly FakeTimeProvider clock = new();
    private string path = "";
    private Envelope envelope = null!;

    [SetUp]
    public void MakeKey()
    {
        path = Path.GetTempFileName();
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        envelope = new(KeyEncryptionKey.Load(path, clock));
    }

    [TearDown]
    public void RemoveKey() => File.Delete(path);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Renditions.ChunkSize - 1)]
    [TestCase(Renditions.ChunkSize)]
    [TestCase(Renditions.ChunkSize + 1)]
    [TestCase((3 * Renditions.ChunkSize) + 7)]
    public void A_column_of_any_size_opens_as_it_was(int size)
    {
        var value = RandomNumberGenerator.GetBytes(size);

        Assert.That(SealedBody.OpenColumn(envelope, "a", SealedBody.SealColumn(envelope, "a", value)), Is.EqualTo(value));
    }

    [Test]
    public void Under_another_name_it_does_not_open() =>
        Assert.That(() => SealedBody.OpenColumn(envelope, "b", SealedBody.SealColumn(envelope, "a", [1, 2, 3])), Throws.TypeOf<SealBrokenException>());

    [Test]
    public void Any_bit_changed_does_not_open()
    {
        var column = SealedBody.SealColumn(envelope, "a", [1, 2, 3, 4, 5]);
        for (var at = 0; at < column.Length; at++)
        {
            var changed = (byte[])column.Clone();
            changed[at] ^= 0x10;
            Assert.That(() => SealedBody.OpenColumn(envelope, "a", changed), Throws.TypeOf<SealBrokenException>(), $"byte {at}");
        }
    }

    [Test]
    public void Cut_short_lengthened_or_with_chunks_in_another_order_it_does_not_open()
    {
        const int Wrapped = 61;
        var column = SealedBody.SealColumn(envelope, "a", RandomNumberGenerator.GetBytes(3 * Renditions.ChunkSize));
        var (key, body) = (column[..Wrapped], column[Wrapped..]);
        byte[][] chunks = [.. body.Chunk(Envelope.SealedChunk)];

        foreach (var wrong in (byte[][][])[chunks[..2], [.. chunks, chunks[0]], [chunks[1], chunks[0], chunks[2]], [chunks[0], chunks[0], chunks[2]]])
            Assert.That(() => SealedBody.OpenColumn(envelope, "a", [.. key, .. wrong.SelectMany(chunk => chunk)]), Throws.TypeOf<SealBrokenException>());
        Assert.That(() => SealedBody.OpenColumn(envelope, "a", column[..40]), Throws.TypeOf<SealBrokenException>());
    }

    [Test]
    public void With_the_key_file_gone_nothing_opens_within_a_second_and_back_again_it_does()
    {
        var column = SealedBody.SealColumn(envelope, "a", [1, 2, 3]);
        File.Move(path, path + ".away");
        clock.Advance(TimeSpan.FromMilliseconds(1001));

        Assert.That(() => SealedBody.OpenColumn(envelope, "a", column), Throws.TypeOf<KeyUnavailableException>());
        Assert.That(() => envelope.NewKey("b"), Throws.TypeOf<KeyUnavailableException>());

        File.Move(path + ".away", path);
        clock.Advance(TimeSpan.FromMilliseconds(1001));
        Assert.That(SealedBody.OpenColumn(envelope, "a", column), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }
}
