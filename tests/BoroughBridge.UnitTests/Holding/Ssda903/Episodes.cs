using System.Globalization;
using BoroughBridge.Holding.Ssda903;

namespace BoroughBridge.UnitTests.Holding.Ssda903;

/// <summary>Episodes in short: <c>C2 S 1/1-2/1 X1|C2 P 2/1-</c> is legal status, beginning, days of 2026 and ending of each.</summary>
internal static class Episodes
{
    public static IReadOnlyList<Episode> Of(string text) =>
    [
        .. text.Split('|').Select(one =>
        {
            var parts = one.Split(' ');
            var days = parts[2].Split('-');

            return new Episode(
                new("Episodes", 2, new Dictionary<string, string>()), Day(days[0]), days[1].Length > 0 ? Day(days[1]) : null, parts[1], parts[0], "N1", "U4", "PR1", parts.ElementAtOrDefault(3));
        }),
    ];

    public static DateOnly Day(string text) => DateOnly.ParseExact(text + "/2026", "d/M/yyyy", CultureInfo.InvariantCulture);
}
