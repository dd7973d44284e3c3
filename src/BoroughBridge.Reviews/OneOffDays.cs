namespace BoroughBridge.Reviews;

/// <summary>Bank holidays proclaimed or moved once, by date. Add a line when a proclamation is made; change none.</summary>
internal static class OneOffDays
{
    /// <summary>Days taken beside the standing ones.</summary>
    public static readonly IReadOnlyList<DateOnly> Taken =
    [
        new(2011, 4, 29), // royal wedding
        new(2012, 6, 4),  // spring bank holiday, moved
        new(2012, 6, 5),  // Diamond Jubilee
        new(2020, 5, 8),  // early May bank holiday, moved to VE day
        new(2022, 6, 2),  // spring bank holiday, moved
        new(2022, 6, 3),  // Platinum Jubilee
        new(2022, 9, 19), // state funeral of Queen Elizabeth II
        new(2023, 5, 8),  // coronation of King Charles III
    ];

    /// <summary>Standing days that were moved away.</summary>
    public static readonly IReadOnlyList<DateOnly> NotTaken = [new(2012, 5, 28), new(2020, 5, 4), new(2022, 5, 30)];
}
