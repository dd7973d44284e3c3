namespace BoroughBridge.Holding.Ssda903;

/// <summary>What came of an import: every row read was taken, quarantined by one rule, or left because the gateway keeps nothing of its table.</summary>
internal sealed class ReturnReport
{
    private const int MostShown = 20;
    private readonly SortedDictionary<(string Rule, string Table), (int Count, List<int> Rows)> quarantined = [];
    private readonly SortedDictionary<(string Rule, string Table), (int Count, List<int> Rows)> warned = [];
    private readonly SortedDictionary<string, int> read = new(StringComparer.Ordinal);

    public int Taken { get; private set; }
    public int Left { get; private set; }
    /// <summary>Resources that are new or another than before.</summary>
    public int Changed { get; set; }
    /// <summary>Things of an earlier import that this one no longer has; kept as they were.</summary>
    public int SuspectedDeleted { get; set; }
    public int Children { get; set; }
    public int NotRecognised { get; init; }

    public void Read(ReturnRow row) => read[row.Table] = read.GetValueOrDefault(row.Table) + 1;

    public void Take(int rows = 1) => Taken += rows;

    public void Leave() => Left++;

    public void Quarantine(string rule, ReturnRow row) => Note(quarantined, rule, row);

    public void Warn(string rule, ReturnRow row) => Note(warned, rule, row);

    /// <summary>Counts by rule, and where the first rows of each are, by table and row number: never a value.</summary>
    public object Said() => new
    {
        read = read.Values.Sum(),
        taken = Taken,
        quarantined = Counts(quarantined),
        left = Left,
        children = Children,
        changed = Changed,
        suspectedDeleted = SuspectedDeleted,
        filesNotRecognised = NotRecognised,
        tables = read,
        warnings = Counts(warned),
        quarantinedRows = Places(quarantined),
        warnedRows = Places(warned),
    };

    private static void Note(SortedDictionary<(string Rule, string Table), (int Count, List<int> Rows)> among, string rule, ReturnRow row)
    {
        var (count, rows) = among.GetValueOrDefault((rule, row.Table), (0, []));
        if (rows.Count < MostShown) rows.Add(row.Number);
        among[(rule, row.Table)] = (count + 1, rows);
    }

    private static SortedDictionary<string, int> Counts(SortedDictionary<(string Rule, string Table), (int Count, List<int> Rows)> among) =>
        new(among.GroupBy(entry => entry.Key.Rule).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value.Count)), StringComparer.Ordinal);

    private static object[] Places(SortedDictionary<(string Rule, string Table), (int Count, List<int> Rows)> among) =>
        [.. among.Select(entry => new { rule = entry.Key.Rule, table = entry.Key.Table, count = entry.Value.Count, firstRows = entry.Value.Rows })];
}
