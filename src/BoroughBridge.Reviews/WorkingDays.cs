using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace BoroughBridge.Reviews;

/// <summary>
/// Working days of the regulations (LAW-7): not a Saturday or Sunday, not a bank holiday in England and Wales. Scottish and Northern Irish days
/// do not count, wherever the child lives (EDGE-35).
/// </summary>
public static class WorkingDays
{
    /// <summary>First and last year whose one-off days are known here; later years follow the standing rule until a proclamation changes them.</summary>
    public const int KnownFrom = 2006;
    public const int KnownTo = 2028;

    private static readonly ConcurrentDictionary<int, FrozenSet<DateOnly>> Years = new();

    public static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !BankHolidays(day.Year).Contains(day);

    /// <summary>The n-th working day after a day, which is day 0 whether it is a working day or not; before it, where <paramref name="count"/> is negative.</summary>
    public static DateOnly Add(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs((long)count), 10_000);
        for (var step = Math.Sign(count); count != 0; count -= step)
        {
            do
            {
                day = day.AddDays(step);
            }
            while (!IsWorkingDay(day));
        }

        return day;
    }

    /// <summary>The bank holidays of a year, on the days they are taken.</summary>
    public static IReadOnlySet<DateOnly> BankHolidays(int year) => Years.GetOrAdd(year, static year => Make(year).ToFrozenSet());

    private static IEnumerable<DateOnly> Make(int year)
    {
        var easter = Easter(year);
        var newYear = new DateOnly(year, 1, 1);
        var christmas = new DateOnly(year, 12, 25);
        DateOnly[] standing =
        [
            newYear.AddDays(newYear.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 }),
            easter.AddDays(-2),
            easter.AddDays(1),
            Monday(new(year, 5, 1)),
            Monday(new(year, 5, 25)),
            Monday(new(year, 8, 25)),
            christmas.AddDays(christmas.DayOfWeek switch { DayOfWeek.Saturday or DayOfWeek.Sunday => 2, _ => 0 }),
            christmas.AddDays(christmas.DayOfWeek switch { DayOfWeek.Friday or DayOfWeek.Saturday => 3, _ => 1 }),
        ];

        return standing.Except(OneOffDays.NotTaken).Concat(OneOffDays.Taken.Where(day => day.Year == year));
    }

    private static DateOnly Monday(DateOnly onOrAfter) => onOrAfter.AddDays(((int)DayOfWeek.Monday - (int)onOrAfter.DayOfWeek + 7) % 7);

    // The Gregorian computus (Meeus, Jones and Butcher).
    private static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var g = ((8 * b) + 13) / 25;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = (c / 4, c % 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;

        return new(year, n / 31, (n % 31) + 1);
    }
}
