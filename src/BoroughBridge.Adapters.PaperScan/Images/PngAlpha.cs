using System.IO.Compression;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>PDF images have no alpha of this kind: a PNG with alpha (8 bits) is laid on white paper and deflated anew.</summary>
internal static class PngAlpha
{
    public static byte[] OnWhite(PngHeader header, byte[] deflated)
    {
        var colours = header.Colour == 6 ? 3 : 1;
        var pixel = colours + 1;
        var stride = header.Width * pixel;
        using var from = new ZLibStream(new MemoryStream(deflated), CompressionMode.Decompress);
        var to = new MemoryStream();
        using (var deflate = new ZLibStream(to, CompressionLevel.Fastest, leaveOpen: true))
        {
            var (row, above) = (new byte[stride + 1], new byte[stride + 1]);
            var flat = new byte[header.Width * colours];
            for (var y = 0; y < header.Height; y++)
            {
                Fill(from, row);
                Unfilter(row, above, pixel);
                for (var x = 0; x < header.Width; x++)
                {
                    var alpha = row[1 + (x * pixel) + colours];
                    for (var colour = 0; colour < colours; colour++)
                        flat[(x * colours) + colour] = (byte)(((row[1 + (x * pixel) + colour] * alpha) + (255 * (255 - alpha))) / 255);
                }

                deflate.Write(flat);
                (row, above) = (above, row);
            }
        }

        return to.ToArray();
    }

    private static void Fill(Stream from, byte[] row)
    {
        try
        {
            from.ReadExactly(row);
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            throw new UnfitScanException("corrupt");
        }
    }

    // PNG specification 9.2.
    private static void Unfilter(byte[] row, byte[] above, int pixel)
    {
        for (var at = 1; at < row.Length; at++)
        {
            int left = at > pixel ? row[at - pixel] : 0, up = above[at], corner = at > pixel ? above[at - pixel] : 0;
            row[at] += row[0] switch
            {
                0 => 0,
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => Paeth(left, up, corner),
                _ => throw new UnfitScanException("corrupt"),
            };
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        int byLeft = Math.Abs(guess - left), byUp = Math.Abs(guess - up), byCorner = Math.Abs(guess - corner);

        return (byte)(byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner);
    }
}
