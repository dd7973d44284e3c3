using System.Text;

namespace BoroughBridge.UnitTests.Decisions;

/// <summary>A CSV file with a header, quotes and line breaks within them (RFC 4180).</summary>
internal static class CsvTable
{
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string file)
    {
        var rows = Rows(File.ReadAllText(file)).ToArray();

        return rows.Skip(1).Where(row => row.Count == rows[0].Count).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First.Trim('\uFEFF'), pair => pair.Second));
    }

    private static IEnumerable<List<string>> Rows(string text)
    {
        var (row, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == ',') continue;
                yield return row;
                row = [];
            }
            else field.Append(c);
        }

        if (field.Length == 0 && row.Count == 0) yield break;
        row.Add(field.ToString());
        yield return row;
    }
}
