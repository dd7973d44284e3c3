using System.Text;

namespace BoroughBridge.Holding.Operator;

/// <summary>
/// RFC 4180 rows: fields by comma, quoted where they hold one, a quote doubled within quotes, rows by CRLF or LF. Bounded; blank lines are left out.
/// </summary>
internal static class Csv
{
    /// <summary>Longest field in characters.</summary>
    public const int MostField = 4000;

    /// <summary>Most fields in a row.</summary>
    public const int MostFields = 64;

    /// <exception cref="ImportRefusedException">A quote that is not closed, text after one, a field too long or too many of them.</exception>
    public static IEnumerable<IReadOnlyList<string>> Rows(string text)
    {
        var at = text.StartsWith('\uFEFF') ? 1 : 0;
        for (var row = 1; at < text.Length; row++)
        {
            var fields = new List<string>();
            do
            {
                fields.Add(Field(text, ref at, row));
                if (fields.Count > MostFields) throw new ImportRefusedException(row, "row", "too-many-fields");
            }
            while (Comma(text, ref at));
            EndOfRow(text, ref at, row);
            if (fields is not [""]) yield return fields;
        }
    }

    private static string Field(string text, ref int at, int row)
    {
        var quoted = at < text.Length && text[at] == '"';
        var field = quoted ? Quoted(text, ref at, row) : Plain(text, ref at);

        return field.Length <= MostField ? field : throw new ImportRefusedException(row, "row", "field-too-long");
    }

    private static string Plain(string text, ref int at)
    {
        var from = at;
        while (at < text.Length && text[at] is not (',' or '\r' or '\n')) at++;

        return text[from..at];
    }

    private static string Quoted(string text, ref int at, int row)
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;

                return field.ToString();
            }
        }

        throw new ImportRefusedException(row, "row", "quote-not-closed");
    }

    private static bool Comma(string text, ref int at)
    {
        if (at >= text.Length || text[at] != ',') return false;
        at++;

        return true;
    }

    private static void EndOfRow(string text, ref int at, int row)
    {
        if (at >= text.Length) return;
        if (text[at] == '\r') at++;
        if (at < text.Length && text[at] == '\n') at++;
        else if (at < text.Length && text[at - 1] != '\r') throw new ImportRefusedException(row, "row", "text-after-quote");
    }
}
