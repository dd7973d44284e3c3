using System.Buffers.Binary;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>One image file directory of a TIFF: tag to values, all read within the file's bounds.</summary>
internal sealed class TiffPage(IReadOnlyDictionary<int, long[]> tags)
{
    public const int Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, FillOrder = 266, StripOffsets = 273, Samples = 277;
    public const int RowsPerStrip = 278, StripCounts = 279, AcrossResolution = 282, Planar = 284, FaxOptions = 292, ResolutionUnit = 296, Predictor = 317, Palette = 320;
    public const int TileWidth = 322, ExtraSamples = 338, JpegTables = 347;

    public long One(int tag, long otherwise) => tags.TryGetValue(tag, out var values) && values.Length > 0 ? values[0] : otherwise;

    public long[] All(int tag) => tags.GetValueOrDefault(tag) ?? [];

    public bool Has(int tag) => tags.ContainsKey(tag);
}

/// <summary>Walks a TIFF's directories: each once (a loop is corrupt), each within the file, at most so many.</summary>
internal static class TiffFile
{
    private const int MostTags = 512;
    private const int MostValues = 200_000;

    public static IReadOnlyList<TiffPage> Pages(ReadOnlySpan<byte> file, int mostPages)
    {
        var little = file[0] == (byte)'I';
        var pages = new List<TiffPage>();
        var visited = new HashSet<uint>();
        for (var at = Long(file, 4, little); at != 0;)
        {
            if (!visited.Add(at)) throw new UnfitScanException("corrupt");
            if (pages.Count == mostPages) throw new UnfitScanException("too-many-pages");

            pages.Add(Directory(file, at, little, out at));
        }

        return pages.Count > 0 ? pages : throw new UnfitScanException("corrupt");
    }

    private static TiffPage Directory(ReadOnlySpan<byte> file, uint at, bool little, out uint next)
    {
        var count = Short(file, at, little);
        if (count is 0 or > MostTags) throw new UnfitScanException("corrupt");

        var tags = new Dictionary<int, long[]>();
        for (var entry = 0; entry < count; entry++)
        {
            var start = at + 2 + (12L * entry);
            tags[Short(file, start, little)] = Values(file, start, little);
        }

        next = Long(file, at + 2 + (12L * count), little);

        return new(tags);
    }

    private static long[] Values(ReadOnlySpan<byte> file, long entry, bool little)
    {
        var type = Short(file, entry + 2, little);
        long count = Long(file, entry + 4, little);
        var size = type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 => 4, 5 or 10 or 12 => 8, _ => 0 };
        if (size == 0) return [];

        var start = size * count <= 4 ? entry + 8 : Long(file, entry + 8, little);
        if (start + (size * count) > file.Length) throw new UnfitScanException("truncated");
        if (type is 2 or 6 or 9 or 10 or 11 or 12) return [];
        if (type == 7) return [start, count]; // undefined: where it lies, and how long (JPEG tables)
        if (count > MostValues) throw new UnfitScanException("corrupt");

        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            var place = start + (size * (long)i);
            values[i] = type switch
            {
                1 => file[(int)place],
                3 or 8 => Short(file, place, little),
                4 => Long(file, place, little),
                _ => Long(file, place, little) / Math.Max(1, Long(file, place + 4, little)),
            };
        }

        return values;
    }

    private static ushort Short(ReadOnlySpan<byte> file, long at, bool little)
    {
        if (at < 0 || at + 2 > file.Length) throw new UnfitScanException("truncated");

        return little ? BinaryPrimitives.ReadUInt16LittleEndian(file[(int)at..]) : BinaryPrimitives.ReadUInt16BigEndian(file[(int)at..]);
    }

    private static uint Long(ReadOnlySpan<byte> file, long at, bool little)
    {
        if (at < 0 || at + 4 > file.Length) throw new UnfitScanException("truncated");

        return little ? BinaryPrimitives.ReadUInt32LittleEndian(file[(int)at..]) : BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
    }
}
