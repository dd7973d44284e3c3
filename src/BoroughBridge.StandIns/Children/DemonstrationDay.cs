using System.Globalization;

namespace BoroughBridge.StandIns.Children;

/// <summary>
/// The day the demonstration was first started with a data folder. Every date is counted from it, so that a fresh demonstration is always
/// of today, and one that is started again tomorrow has not moved anybody's date of birth.
/// </summary>
public static class DemonstrationDay
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Reads the day from the folder, or keeps today in it.</summary>
    public static DateOnly Of(string dataFolder, TimeProvider clock)
    {
        var file = Path.Combine(dataFolder, "demonstration-day");
        if (File.Exists(file) && DateOnly.TryParseExact(File.ReadAllText(file).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var kept)) return kept;

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), London).DateTime);
        Directory.CreateDirectory(dataFolder);
        File.WriteAllText(file, today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        return today;
    }
}
