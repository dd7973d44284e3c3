using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BoroughBridge.Fhir;

/// <summary>R4's dates: partial ones stand for a range, and a day without a time is the whole of it, Europe/London (EDGE-9).</summary>
public static partial class FhirDates
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>A day, as a date or dateTime.</summary>
    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment, as an instant or dateTime: UTC, milliseconds.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The start of a day in London, as an instant: for <c>DocumentReference.date</c>, which cannot be a day.</summary>
    public static string StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);

        return new DateTimeOffset(midnight, London.GetUtcOffset(midnight)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    /// <summary>A period of whole days.</summary>
    public static Period Days(DateOnly? from, DateOnly? to) => new() { Start = from is { } start ? Of(start) : null, End = to is { } end ? Of(end) : null };

    public static bool IsDate(string text) => DateForm().IsMatch(text) && TryRange(text, out _);

    public static bool IsDateTime(string text) => (DateForm().IsMatch(text) || MomentForm().IsMatch(text)) && TryRange(text, out _);

    public static bool IsInstant(string text) => MomentForm().IsMatch(text) && TryRange(text, out _);

    /// <summary>First and last moment a date, dateTime or instant stands for.</summary>
    public static bool TryRange(string? text, [NotNullWhen(true)] out FhirRange? range)
    {
        range = null;
        if (text is null || text.Length > 40) return false;
        if (MomentForm().IsMatch(text))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return false;
            range = new(moment, text.Contains('.', StringComparison.Ordinal) ? moment : moment.AddTicks(TimeSpan.TicksPerSecond - 1));

            return true;
        }

        if (!DateForm().IsMatch(text)) return false;
        var full = text.Length switch { 4 => text + "-01-01", 7 => text + "-01", _ => text };
        if (!DateOnly.TryParseExact(full, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) || first.Year >= 9999) return false;
        var next = text.Length switch { 4 => first.AddYears(1), 7 => first.AddMonths(1), _ => first.AddDays(1) };
        range = new(Midnight(first), Midnight(next).AddTicks(-1));

        return true;
    }

    private static DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);

        return new DateTimeOffset(local, day.Year < 2 ? TimeSpan.Zero : London.GetUtcOffset(local));
    }

    [GeneratedRegex(@"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex DateForm();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.NonBacktracking)]
    private static partial Regex MomentForm();
}

/// <summary>First and last moment, both included.</summary>
public sealed record FhirRange(DateTimeOffset First, DateTimeOffset Last);
