using System.Globalization;

namespace BoroughBridge.Adapters.PaperScan.Covers;

/// <summary>
/// The written form of a cover code: parts between stars, the last the check of everything before the last star. Words in capitals are
/// places (AUTHORITY, PERSONID, TYPE, YYYYMMDD, PAGES, CRC); anything else must stand as it is.
/// </summary>
public sealed class CoverPattern
{
    // Before Own, whose making reads it.
    private static readonly string[] Needed = ["PERSONID", "TYPE", "YYYYMMDD", "PAGES"];

    /// <summary>The project's own: <c>BB1*authority*icsPersonId*docType*yyyyMMdd*pages*CRC</c>.</summary>
    public static readonly CoverPattern Own = new("BB1*AUTHORITY*PERSONID*TYPE*YYYYMMDD*PAGES*CRC");

    private const int LongestText = 160;
    private const int LongestPart = 64;
    private const int MostPages = 9999;
    private readonly string[] places;

    /// <exception cref="ArgumentException">The pattern lacks a place, names one twice or does not end in CRC.</exception>
    public CoverPattern(string pattern)
    {
        places = pattern.Split('*');
        if (places[^1] != "CRC" || places.Length is < 5 or > 12) throw new ArgumentException("must end in *CRC", nameof(pattern));
        if (Needed.FirstOrDefault(need => places.Count(place => place == need) != 1) is { } missing) throw new ArgumentException($"must have {missing} once", nameof(pattern));
    }

    /// <summary>The code in a text; none where the form, the check or a value is wrong. Code 39 has no star of its own and writes a full stop.</summary>
    public CoverCode? Parse(string text, bool starsAreStops = false)
    {
        if (text.Length > LongestText) return null;
        if (starsAreStops) text = text.Replace('.', '*');

        var parts = text.Split('*');
        if (parts.Length != places.Length || parts.Any(part => part.Length is 0 or > LongestPart)) return null;
        if (!string.Equals(parts[^1], Crc16.Of(text[..text.LastIndexOf('*')]), StringComparison.Ordinal)) return null;

        string? authority = null, person = null, type = null;
        DateOnly? date = null;
        var pages = 0;
        foreach (var (place, part) in places.Zip(parts).SkipLast(1))
        {
            switch (place)
            {
                case "AUTHORITY": authority = part; break;
                case "PERSONID": person = part; break;
                case "TYPE": type = part; break;
                case "YYYYMMDD" when DateOnly.TryParseExact(part, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day): date = day; break;
                case "PAGES" when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out pages) && pages is > 0 and <= MostPages: break;
                case var other when other == part: break;
                default: return null;
            }
        }

        return person is null || type is null || date is null || pages == 0
            ? null
            : new() { Authority = authority, IcsPersonId = person, Type = type, Date = date.Value, Pages = pages };
    }

    /// <summary>The text of a code, check included.</summary>
    /// <exception cref="ArgumentException">A value is empty, too long or holds a star or a control character.</exception>
    public string Write(CoverCode code)
    {
        var parts = places.SkipLast(1).Select(place => place switch
        {
            "AUTHORITY" => code.Authority ?? "",
            "PERSONID" => code.IcsPersonId,
            "TYPE" => code.Type,
            "YYYYMMDD" => code.Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "PAGES" => code.Pages.ToString(CultureInfo.InvariantCulture),
            var fixedText => fixedText,
        }).ToArray();
        if (parts.Any(part => part.Length is 0 or > LongestPart || part.Any(c => c == '*' || c < ' ' || c > '~'))) throw new ArgumentException("cover-value", nameof(code));

        var text = string.Join('*', parts);

        return $"{text}*{Crc16.Of(text)}";
    }
}
