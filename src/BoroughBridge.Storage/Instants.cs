using System.Globalization;

namespace BoroughBridge.Storage;

/// <summary>Instants and days as the databases keep them.</summary>
public static class Instants
{
    /// <summary>Microseconds since 1970, UTC.</summary>
    public static long ToMicroseconds(this DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The day as <c>yyyy-MM-dd</c>, which sorts as text.</summary>
    public static string ToText(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly ToDay(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
