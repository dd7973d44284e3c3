using System.Buffers.Binary;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Reads a JPEG's headers and checks that it is whole; the picture itself is decoded only in a child process.</summary>
internal static class JpegFile
{
    public static ImagePage Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        var end = bytes.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        if (end < 0 || bytes[(end + 2)..].ContainsAnyExcept((byte)0)) throw new UnfitScanException("truncated");

        var frame = FrameOf(bytes);
        var dpi = ImagePage.Resolution(frame.Dpi, frame.Width, frame.Height);

        return new(frame.Width, frame.Height, dpi, [new(0, frame.Width, frame.Height, Entries(frame), file)]);
    }

    /// <summary>The PDF entries that decode a JPEG of this frame.</summary>
    public static string Entries(JpegFrame frame) => frame.Components switch
    {
        1 => "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
        3 => "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
        4 => "/ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /DCTDecode" + (frame.Adobe ? " /Decode [1 0 1 0 1 0 1 0]" : ""),
        _ => throw new UnfitScanException("jpeg-not-supported"),
    };

    public static JpegFrame FrameOf(ReadOnlySpan<byte> bytes)
    {
        double dpi = 0;
        var adobe = false;
        for (var at = 2; at + 4 <= bytes.Length;)
        {
            if (bytes[at] != 0xFF) throw new UnfitScanException("corrupt");

            var marker = bytes[at + 1];
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length) throw new UnfitScanException("truncated");

            var body = bytes.Slice(at + 4, length - 2);
            if (marker == 0xE0 && body.StartsWith("JFIF\0"u8) && body.Length >= 12) dpi = Density(body);
            if (marker == 0xEE && body.StartsWith("Adobe"u8)) adobe = true;
            if (marker is 0xD9 or 0xDA) break;
            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                // Lossless and arithmetic frames are not what scanners write, and not what the decoder reads.
                if (marker > 0xC2 || body.Length < 6 || body[0] != 8) throw new UnfitScanException("jpeg-not-supported");

                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
                if (width == 0 || height == 0) throw new UnfitScanException("corrupt");

                return new(width, height, body[5], dpi, adobe);
            }

            at += 2 + length;
        }

        throw new UnfitScanException("corrupt");
    }

    private static double Density(ReadOnlySpan<byte> jfif)
    {
        var across = BinaryPrimitives.ReadUInt16BigEndian(jfif[8..]);

        return jfif[7] switch { 1 => across, 2 => across * 2.54, _ => 0 };
    }
}

/// <summary>A JPEG's frame header.</summary>
internal sealed record JpegFrame(int Width, int Height, int Components, double Dpi, bool Adobe);
