using System.Globalization;
using System.Text.RegularExpressions;

namespace BoroughBridge.DisclosureLog.Tiles;

/// <summary>
/// A resource of C2SP tlog-tiles by its path: <c>0/x001/234</c>, <c>entries/007.p/12</c>. <paramref name="Level"/> is none for an entry bundle,
/// <paramref name="Width"/> 256 where the tile is full.
/// </summary>
public sealed partial record TilePath(int? Level, long Index, int Width)
{
    public const int Full = 256;
    private const int MostLevel = 63;
    private const int MostLength = 64;

    /// <summary>The index in path elements of three digits, all but the last begun by an x.</summary>
    public override string ToString()
    {
        var last = (Index % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Index / 1000; rest > 0; rest /= 1000) last = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:D3}/{last}");

        return string.Create(CultureInfo.InvariantCulture, $"{(Level is { } level ? level.ToString(CultureInfo.InvariantCulture) : "entries")}/{last}{(Width == Full ? "" : $".p/{Width}")}");
    }

    /// <summary>The path that follows <c>tile/</c>; none where it is not the one path of a tile.</summary>
    public static TilePath? Parse(string path)
    {
        if (path.Length > MostLength || Shape.Match(path) is not { Success: true } found) return null;
        int? level = found.Groups["level"].Value is "entries" ? null : int.Parse(found.Groups["level"].ValueSpan, CultureInfo.InvariantCulture);
        if (level > MostLevel) return null;
        if (!long.TryParse(found.Groups["index"].Value.Replace("x", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return null;

        var width = found.Groups["width"].Success ? int.Parse(found.Groups["width"].ValueSpan, CultureInfo.InvariantCulture) : Full;
        var made = new TilePath(level, index, width);

        return width is >= 1 and <= Full && made.ToString() == path ? made : null;
    }

    /// <summary>Hashes of the tree of that size at a level.</summary>
    public static long HashesAt(int level, long size) => 8 * level >= 63 ? 0 : size >> (8 * level);

    /// <summary>The tiles of a level that a tree of that size has, left to right: full ones, then the partial one.</summary>
    public static IEnumerable<TilePath> AtLevel(int? level, long size)
    {
        var hashes = HashesAt(level ?? 0, size);
        for (long index = 0; index < hashes / Full; index++) yield return new(level, index, Full);
        if (hashes % Full > 0) yield return new(level, hashes / Full, (int)(hashes % Full));
    }

    [GeneratedRegex(@"\A(?<level>[0-9]{1,2}|entries)/(?<index>(x[0-9]{3}/){0,5}[0-9]{3})(\.p/(?<width>[1-9][0-9]{0,2}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape { get; }
}
