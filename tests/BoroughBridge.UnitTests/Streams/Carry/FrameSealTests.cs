using System.Security.Cryptography;
using BoroughBridge.Contracts;
using BoroughBridge.Streams.Carry;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Streams.Carry;

public sealed class FrameSealTests
{
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] salt = RandomNumberGenerator.GetBytes(FrameSeal.SaltBytes);
    private readonly string transfer = Ids.New();

    [Test]
    public void Frames_open_in_order_to_what_was_sealed()
    {
        using var from = FrameSeal.Answer(secret, salt, transfer);
        using var to = FrameSeal.Answer(secret, salt, transfer);

        foreach (var (kind, size) in new[] { (FrameKind.Head, 0), (FrameKind.Body, FrameSeal.MostContent), (FrameKind.End, 17) })
        {
            var content = RandomNumberGenerator.GetBytes(size);
            var opened = to.Open(from.Seal(kind, content));

            Assert.That(opened!.Value.Kind, Is.EqualTo(kind));
            Assert.That(opened.Value.Content, Is.EqualTo(content));
        }
    }

    [Test]
    public void A_frame_left_out_moved_or_repeated_is_not_opened()
    {
        using var from = FrameSeal.Answer(secret, salt, transfer);
        var frames = Enumerable.Range(0, 4).Select(number => from.Seal(FrameKind.Body, [(byte)number])).ToArray();

        foreach (var order in new[] { new[] { 1 }, [0, 2], [0, 0], [0, 1, 0], [0, 1, 1], [0, 1, 3, 2] })
        {
            using var to = FrameSeal.Answer(secret, salt, transfer);
            var opened = order.Select(number => to.Open(frames[number])).ToArray();

            Assert.That(opened, Has.Some.Null, string.Join(' ', order));
        }
    }

    [Test]
    public void No_bit_can_be_changed()
    {
        using var from = FrameSeal.Answer(secret, salt, transfer);
        var frame = from.Seal(FrameKind.Body, "forty-two bytes"u8);

        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            using var to = FrameSeal.Answer(secret, salt, transfer);
            byte[] altered = [.. frame];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.That(to.Open(altered), Is.Null, $"bit {bit}");
        }
    }

    [Test]
    public void An_end_is_not_made_of_a_middle_nor_a_middle_of_an_end()
    {
        using var from = FrameSeal.Answer(secret, salt, transfer);
        var frame = from.Seal(FrameKind.Body, "x"u8);
        frame[8] = (byte)FrameKind.End;
        using var to = FrameSeal.Answer(secret, salt, transfer);

        Assert.That(to.Open(frame), Is.Null);
    }

    [Test]
    public void Another_transfer_salt_secret_or_direction_opens_nothing()
    {
        using var from = FrameSeal.Answer(secret, salt, transfer);
        var frame = from.Seal(FrameKind.Head, "x"u8);
        FrameSeal[] others =
        [
            FrameSeal.Answer(secret, salt, Ids.New()), FrameSeal.Answer(secret, RandomNumberGenerator.GetBytes(FrameSeal.SaltBytes), transfer),
            FrameSeal.Answer(RandomNumberGenerator.GetBytes(32), salt, transfer), FrameSeal.Control(secret, salt, transfer),
        ];

        foreach (var other in others)
        {
            Assert.That(other.Open(frame), Is.Null);
            other.Dispose();
        }
    }

    [TestCase(0)]
    [TestCase(FrameSeal.Overhead - 1)]
    [TestCase(FrameSeal.Overhead + FrameSeal.MostContent + 1)]
    public void A_frame_of_no_possible_size_is_not_opened(int size)
    {
        using var to = FrameSeal.Answer(secret, salt, transfer);

        Assert.That(to.Open(new byte[size]), Is.Null);
    }
}
