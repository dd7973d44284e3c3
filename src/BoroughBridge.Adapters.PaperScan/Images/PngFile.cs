using System.Buffers.Binary;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Reads a PNG's chunks, each against its check sum, and hands its data to PDF as it is (the two share deflate and its predictors).</summary>
internal static class PngFile
{
    public static ImagePage Read(ReadOnlyMemory<byte> file, int maxMegapixels)
    {
        var bytes = file.Span;
        var data = new MemoryStream();
        PngHeader? header = null;
        ReadOnlySpan<byte> palette = default;
        double dpi = 0;
        for (var at = 8; ;)
        {
            if (at + 12 > bytes.Length) throw new UnfitScanException("truncated");

            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12) throw new UnfitScanException("truncated");

            var type = bytes.Slice(at + 4, 4);
            var body = bytes.Slice(at + 8, (int)length);
            if (Crc32.Of(bytes.Slice(at + 4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8 + (int)length)..])) throw new UnfitScanException("corrupt");

            at += 12 + (int)length;
            if (header is null != type.SequenceEqual("IHDR"u8)) throw new UnfitScanException("corrupt");

            if (type.SequenceEqual("IHDR"u8)) header = PngHeader.Read(body, maxMegapixels);
            else if (type.SequenceEqual("PLTE"u8)) palette = body;
            else if (type.SequenceEqual("IDAT"u8)) data.Write(body);
            else if (type.SequenceEqual("pHYs"u8) && length == 9 && body[8] == 1) dpi = BinaryPrimitives.ReadUInt32BigEndian(body) * 0.0254;
            else if (type.SequenceEqual("IEND"u8)) break;
        }

        return Page(header!, palette, data.ToArray(), dpi);
    }

    private static ImagePage Page(PngHeader header, ReadOnlySpan<byte> palette, byte[] data, double said)
    {
        if (data.Length == 0) throw new UnfitScanException("corrupt");

        var entries = header.Colour switch
        {
            0 => Entries("/DeviceGray", header, 1),
            2 => Entries("/DeviceRGB", header, 3),
            3 when palette.Length is >= 3 and <= 768 && palette.Length % 3 == 0 =>
                Entries($"[/Indexed /DeviceRGB {(palette.Length / 3) - 1} <{Convert.ToHexString(palette)}>]", header, 1),
            4 => $"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
            6 => $"/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode",
            _ => throw new UnfitScanException("corrupt"),
        };
        if (header.Colour is 4 or 6) data = PngAlpha.OnWhite(header, data);
        var dpi = ImagePage.Resolution(said, header.Width, header.Height);

        return new(header.Width, header.Height, dpi, [new(0, header.Width, header.Height, entries, data)]);
    }

    private static string Entries(string colour, PngHeader header, int colours) =>
        $"/ColorSpace {colour} /BitsPerComponent {header.Depth} /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {colours} /BitsPerComponent {header.Depth} /Columns {header.Width} >>";
}

/// <summary>IHDR.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int Colour)
{
    public static PngHeader Read(ReadOnlySpan<byte> body, int maxMegapixels)
    {
        if (body.Length != 13) throw new UnfitScanException("corrupt");

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) throw new UnfitScanException("corrupt");
        if ((ulong)width * height > (ulong)maxMegapixels * 1_000_000) throw new UnfitScanException("page-too-large");
        if (body[12] != 0 || (body[9] is 4 or 6 && body[8] != 8)) throw new UnfitScanException("png-not-supported");
        if (body[8] is not (1 or 2 or 4 or 8 or 16)) throw new UnfitScanException("corrupt");

        return new((int)width, (int)height, body[8], body[9]);
    }
}

/// <summary>The check sum of PNG chunks.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Step((uint)value))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);

        return ~crc;
    }

    private static uint Step(uint value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;

        return value;
    }
}
