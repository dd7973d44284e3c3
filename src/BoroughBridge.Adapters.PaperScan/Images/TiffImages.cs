using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>
/// A TIFF page's strips as PDF images, their data as it lies: fax G3 and G4, JPEG, LZW, deflate, PackBits and plain, bilevel to RGB. What
/// scanners do not write (tiles, alpha, separate planes, old JPEG) is held by name.
/// </summary>
internal static class TiffImages
{
    public static ImagePage Read(ReadOnlyMemory<byte> file, TiffPage page, int maxMegapixels)
    {
        var (width, height) = (page.One(TiffPage.Width, 0), page.One(TiffPage.Height, 0));
        if (width is <= 0 or > 1_000_000 || height is <= 0 or > 1_000_000) throw new UnfitScanException("corrupt");
        if (width * height > maxMegapixels * 1_000_000L) throw new UnfitScanException("page-too-large");
        if (page.Has(TiffPage.TileWidth) || page.Has(TiffPage.ExtraSamples) || page.One(TiffPage.Planar, 1) != 1) throw new UnfitScanException("tiff-not-supported");

        var (offsets, counts) = (page.All(TiffPage.StripOffsets), page.All(TiffPage.StripCounts));
        var rows = Math.Clamp(page.One(TiffPage.RowsPerStrip, height), 1, height);
        if (offsets.Length == 0 || offsets.Length != counts.Length || offsets.Length != (height + rows - 1) / rows) throw new UnfitScanException("corrupt");

        var strips = new List<ImageStrip>();
        for (var at = 0; at < offsets.Length; at++)
        {
            if (counts[at] <= 0 || offsets[at] + counts[at] > file.Length) throw new UnfitScanException("truncated");

            var top = at * rows;
            strips.Add(Strip(file, page, (int)top, (int)width, (int)Math.Min(rows, height - top), file.Slice((int)offsets[at], (int)counts[at])));
        }

        var unit = page.One(TiffPage.ResolutionUnit, 2) == 3 ? 2.54 : 1;
        var dpi = ImagePage.Resolution(page.One(TiffPage.AcrossResolution, 0) * unit, (int)width, (int)height);

        return new((int)width, (int)height, dpi, strips);
    }

    private static ImageStrip Strip(ReadOnlyMemory<byte> file, TiffPage page, int top, int width, int height, ReadOnlyMemory<byte> data)
    {
        var compression = page.One(TiffPage.Compression, 1);
        if (compression == 7) return Jpeg(file, page, top, data);
        if (page.One(TiffPage.FillOrder, 1) == 2) data = Reversed(data.Span);

        var filter = compression switch
        {
            1 => "",
            2 or 3 or 4 => Fax(page, compression, width, height),
            5 => Packed("/LZWDecode", page, width),
            8 or 32946 => Packed("/FlateDecode", page, width),
            32773 => " /Filter /RunLengthDecode",
            _ => throw new UnfitScanException("tiff-not-supported"),
        };
        if (compression == 32773) data = (byte[])[.. data.Span, 128];
        var fax = compression is 2 or 3 or 4;

        return new(top, width, height, Colour(file.Span, page, fax) + filter, data);
    }

    private static string Colour(ReadOnlySpan<byte> file, TiffPage page, bool fax)
    {
        var bits = page.One(TiffPage.Bits, 1);
        if (bits is not (1 or 2 or 4 or 8)) throw new UnfitScanException("tiff-not-supported");

        return (page.One(TiffPage.Photometric, 0), page.One(TiffPage.Samples, 1)) switch
        {
            (0, 1) when fax => $"/ColorSpace /DeviceGray /BitsPerComponent 1",
            (0, 1) => $"/ColorSpace /DeviceGray /BitsPerComponent {bits} /Decode [1 0]",
            (1, 1) => $"/ColorSpace /DeviceGray /BitsPerComponent {bits}",
            (2, 3) when bits == 8 => "/ColorSpace /DeviceRGB /BitsPerComponent 8",
            (3, 1) => $"/ColorSpace [/Indexed /DeviceRGB {(1 << (int)bits) - 1} <{Palette(page, 1 << (int)bits)}>] /BitsPerComponent {bits}",
            (5, 4) when bits == 8 => "/ColorSpace /DeviceCMYK /BitsPerComponent 8",
            _ => throw new UnfitScanException("tiff-not-supported"),
        };
    }

    // T4Options bit 0: two-dimensional rows. Compression 2 has neither end-of-line codes nor rows that share a byte.
    private static string Fax(TiffPage page, long compression, int width, int height)
    {
        var k = compression switch { 4 => -1, 3 when (page.One(TiffPage.FaxOptions, 0) & 1) != 0 => 1, _ => 0 };
        var black = page.One(TiffPage.Photometric, 0) == 1 ? " /BlackIs1 true" : "";
        var align = compression == 2 ? " /EncodedByteAlign true" : "";

        return $" /Filter /CCITTFaxDecode /DecodeParms << /K {k} /Columns {width} /Rows {height}{black}{align} >>";
    }

    private static string Packed(string filter, TiffPage page, int width) =>
        page.One(TiffPage.Predictor, 1) != 2
            ? $" /Filter {filter}"
            : $" /Filter {filter} /DecodeParms << /Predictor 2 /Colors {page.One(TiffPage.Samples, 1)} /BitsPerComponent {page.One(TiffPage.Bits, 1)} /Columns {width} >>";

    // TIFF 6 tables: a strip is an abbreviated stream, its tables lie in the directory.
    private static ImageStrip Jpeg(ReadOnlyMemory<byte> file, TiffPage page, int top, ReadOnlyMemory<byte> data)
    {
        var tables = page.All(TiffPage.JpegTables);
        if (tables.Length == 2 && tables[1] > 4) data = (byte[])[.. file.Span.Slice((int)tables[0], (int)tables[1] - 2), .. data.Span[2..]];

        var bytes = data.Span;
        if (bytes.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0) throw new UnfitScanException("truncated");

        var frame = JpegFile.FrameOf(bytes);
        var entries = JpegFile.Entries(frame);
        if (page.One(TiffPage.Photometric, 6) == 2 && frame.Components == 3) entries += " /DecodeParms << /ColorTransform 0 >>";

        return new(top, frame.Width, frame.Height, entries, data);
    }

    private static string Palette(TiffPage page, int colours)
    {
        var values = page.All(TiffPage.Palette);
        if (values.Length != 3 * colours) throw new UnfitScanException("corrupt");

        var hex = new StringBuilder();
        for (var colour = 0; colour < colours; colour++)
        {
            for (var part = 0; part < 3; part++) hex.Append(((byte)(values[(part * colours) + colour] >> 8)).ToString("X2", null));
        }

        return hex.ToString();
    }

    private static byte[] Reversed(ReadOnlySpan<byte> data)
    {
        var turned = new byte[data.Length];
        for (var at = 0; at < data.Length; at++)
        {
            var value = data[at];
            value = (byte)(((value & 0xF0) >> 4) | ((value & 0x0F) << 4));
            value = (byte)(((value & 0xCC) >> 2) | ((value & 0x33) << 2));
            turned[at] = (byte)(((value & 0xAA) >> 1) | ((value & 0x55) << 1));
        }

        return turned;
    }
}
