namespace BoroughBridge.Access;

/// <summary>Days are Europe/London days (EDGE-9); instants are UTC.</summary>
public static class London
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>Whether the instant falls within whole days <paramref name="from"/> to <paramref name="to"/>, both included; open-ended without <paramref name="to"/>.</summary>
    public static bool IsWithin(DateTimeOffset instant, DateOnly from, DateOnly? to)
    {
        var day = DayOf(instant);

        return day >= from && (to is null || day <= to);
    }
}
