using System.Buffers.Binary;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Batches;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

internal sealed class ImageFilesTests
{
    [TestCase("%PDF-1.7", "Pdf")]
    [TestCase("II*\0", "Tiff")]
    [TestCase("MM\0*", "Tiff")]
    [TestCase("PK\u0003\u0004", "Unknown")]
    [TestCase("<html>", "Unknown")]
    [TestCase("", "Unknown")]
    public void A_file_is_what_it_begins_as(string start, string format) => Assert.That(ScanFormats.Of(System.Text.Encoding.Latin1.GetBytes(start)).ToString(), Is.EqualTo(format));

    [Test]
    public void A_loop_of_directories_is_corrupt()
    {
        var file = Tiff((256, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8 + 2 + 12), 8);

        Assert.That(() => TiffFile.Pages(file, 2000), Throws.TypeOf<UnfitScanException>().With.Message.EqualTo("corrupt"));
    }

    [Test]
    public void A_directory_beyond_the_end_is_truncated()
    {
        var file = Tiff((256, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 4000);

        Assert.That(() => TiffFile.Pages(file, 2000), Throws.TypeOf<UnfitScanException>().With.Message.EqualTo("truncated"));
    }

    [Test]
    public void Any_bytes_after_a_tiffs_first_are_read_or_refused_by_name()
    {
        var (read, refused) = (0, 0);
        for (var seed = 1; seed <= 5000; seed++)
        {
            var file = Scrambled(seed);
            try
            {
                foreach (var page in TiffFile.Pages(file, 10)) _ = TiffImages.Read(file, page, 100);
                read++;
            }
            catch (UnfitScanException)
            {
                refused++;
            }
        }

        Assert.That(read + refused, Is.EqualTo(5000));
    }

    [TestCase(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16 }, "truncated")]
    [TestCase(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 2, 0xFF, 0xD9 }, "corrupt")]
    [TestCase(new byte[] { 0xFF, 0xD8, 0xFF, 0xC0, 0, 9, 8, 0, 1, 0, 1, 7, 0, 0xFF, 0xD9 }, "jpeg-not-supported")]
    public void A_jpeg_that_is_not_whole_is_held(byte[] file, string code) => Assert.That(() => JpegFile.Read(file), Throws.TypeOf<UnfitScanException>().With.Message.EqualTo(code));

    [Test]
    public void An_index_is_read_by_its_columns_whatever_their_order()
    {
        var rows = IndexFile.Read("PersonID,LastPage,FirstPage,File,Surname\n77,2,1,a.pdf,\"O\"\"Hara, jr\"\n78,9,3,b.pdf,x\n"u8, "A.PDF");

        Assert.That(rows, Is.EqualTo(new[] { new IndexRow(1, 2, "77", null, null) }));
    }

    [TestCase("File,FirstPage\na.pdf,1")]
    [TestCase("File,FirstPage,LastPage,PersonID\na.pdf,2,1,77")]
    [TestCase("File,FirstPage,LastPage,PersonID\na.pdf,1,x,77")]
    [TestCase("File,FirstPage,LastPage,PersonID\na.pdf,1,1")]
    [TestCase("")]
    public void An_index_that_cannot_be_read_is_none(string csv) => Assert.That(IndexFile.Read(System.Text.Encoding.UTF8.GetBytes(csv), "a.pdf"), Is.Null);

    // A sound little picture of one strip, with some of its bytes changed.
    private static byte[] Scrambled(int seed)
    {
        var file = Tiff((256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 150), (277, 1), (278, 8), (279, 64));
#pragma warning disable CA5394 // a seeded test
        var random = new Random(seed);
        for (var change = random.Next(1, 6); change > 0; change--) file[random.Next(4, file.Length)] = (byte)random.Next(256);
#pragma warning restore CA5394

        return file;
    }

    [Test]
    public void The_little_picture_itself_is_read()
    {
        var file = Tiff((256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 150), (277, 1), (278, 8), (279, 64));

        Assert.That(TiffImages.Read(file, TiffFile.Pages(file, 10).Single(), 100).Strips.Single().Data.Length, Is.EqualTo(64));
    }

    // One directory of these entries, 16-bit values.
    private static byte[] Tiff(params (int Tag, ushort Value)[] entries)
    {
        var file = new byte[260];
        "II*\0\u0008\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        foreach (var (entry, at) in entries.Select((entry, at) => (entry, 10 + (12 * at))))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)entry.Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), 3);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 4), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 8), entry.Value);
        }

        return file;
    }
}
