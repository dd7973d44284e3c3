using System.Buffers.Binary;
using System.Globalization;

namespace BoroughBridge.Host.Logs;

/// <summary>Names and shapes of C2SP tlog-tiles: 256 hashes a tile, entries in bundles of 256, each with a 16-bit length before it.</summary>
internal static class Tiles
{
    /// <summary>Hashes in a full tile, entries in a full bundle.</summary>
    public const int Width = 256;

    /// <summary>Path of the bundle, or of a hash tile, that begins at <paramref name="number"/> times <see cref="Width"/>; a last one that is not full names its width.</summary>
    public static string Path(string level, long number, int width)
    {
        var path = (number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var left = number / 1000; left > 0; left /= 1000) path = string.Create(CultureInfo.InvariantCulture, $"x{left % 1000:000}/{path}");

        return string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{path}{(width == Width ? "" : $".p/{width}")}");
    }

    /// <summary>Widths of the tiles over <paramref name="size"/> items, in order.</summary>
    public static IEnumerable<(long Number, int Width)> Over(long size)
    {
        for (long number = 0; number * Width < size; number++) yield return (number, (int)Math.Min(Width, size - (number * Width)));
    }

    public static byte[] Bundle(IEnumerable<byte[]> entries)
    {
        using var bundle = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
            bundle.Write(length);
            bundle.Write(entry);
        }

        return bundle.ToArray();
    }

    /// <summary>The entries of a bundle; none where its lengths do not add up.</summary>
    public static IReadOnlyList<byte[]>? Entries(ReadOnlySpan<byte> bundle)
    {
        var entries = new List<byte[]>();
        while (bundle.Length > 0)
        {
            if (bundle.Length < 2) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
            if (bundle.Length < 2 + length) return null;
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(2 + length)..];
        }

        return entries;
    }
}
