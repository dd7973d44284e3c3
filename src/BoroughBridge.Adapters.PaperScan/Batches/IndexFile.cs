using System.Globalization;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Batches;

/// <summary>A row of a bureau's index: which pages of a scan belong to whom, as somebody typed it. Evidence, not truth.</summary>
public sealed record IndexRow(int FirstPage, int LastPage, string PersonId, string? Type, DateOnly? Date);

/// <summary>
/// The index a bureau sends beside a scan: <c>File,FirstPage,LastPage,PersonID,Surname,Forename,DOB,DocType,DocDate</c>, dates dd/mm/yyyy,
/// columns in any order.
/// </summary>
public static class IndexFile
{
    private const int MostRows = 5000;
    private static readonly string[] DateForms = ["dd/MM/yyyy", "d/M/yyyy", "yyyy-MM-dd"];

    /// <summary>The rows for one scan; none where the file is not such an index or any of its rows for that scan cannot be read.</summary>
    public static IReadOnlyList<IndexRow>? Read(ReadOnlySpan<byte> csv, string scanName)
    {
        var lines = Encoding.UTF8.GetString(csv).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length is < 1 or > MostRows) return null;

        var header = Cells(lines[0]).Select(cell => cell.ToUpperInvariant()).ToList();
        int file = header.IndexOf("FILE"), first = header.IndexOf("FIRSTPAGE"), last = header.IndexOf("LASTPAGE"), person = header.IndexOf("PERSONID");
        int type = header.IndexOf("DOCTYPE"), date = header.IndexOf("DOCDATE");
        if (file < 0 || first < 0 || last < 0 || person < 0) return null;

        var rows = new List<IndexRow>();
        foreach (var line in lines.Skip(1))
        {
            var cells = Cells(line);
            if (cells.Count != header.Count) return null;
            if (!string.Equals(cells[file], scanName, StringComparison.OrdinalIgnoreCase)) continue;
            if (!TryPage(cells[first], out var from) || !TryPage(cells[last], out var to) || from < 1 || to < from) return null;

            rows.Add(new(from, to, cells[person], type < 0 || cells[type].Length == 0 ? null : cells[type], date < 0 ? null : Day(cells[date])));
        }

        return rows;
    }

    private static bool TryPage(string text, out int page) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page);

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // RFC 4180 within one line: quoted cells may hold commas and doubled quotes.
    private static List<string> Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                if (quoted && at + 1 < line.Length && line[at + 1] == '"') cell.Append(line[at++]);
                else quoted = !quoted;
            }
            else if (line[at] == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[at]);
            }
        }

        cells.Add(cell.ToString().Trim());

        return cells;
    }
}
