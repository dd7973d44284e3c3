using System.Globalization;

namespace BoroughBridge.StandIns.Children;

/// <summary>Days as the demonstration writes them.</summary>
internal static class Days
{
    /// <summary>The day, or the Monday after it where it falls on a weekend.</summary>
    public static DateOnly Weekday(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    /// <summary>As people read it: 3 March 2026.</summary>
    public static string Long(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
