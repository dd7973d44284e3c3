// Promise: whatever the files hold, reading them ends, in bounded memory; what is no return is refused by row, field and code, never by a value.
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BoroughBridge.Holding.Operator;

namespace BoroughBridge.Holding.Ssda903;

/// <summary>A file of a return as it was given; the name only tells XML from CSV.</summary>
internal sealed record ReturnFile(bool IsXml, byte[] Bytes);

/// <summary>What files hold: the rows of known tables, rows that are no row of their table, and how many files are no table at all.</summary>
internal sealed record ReturnContent(IReadOnlyList<ReturnRow> Rows, IReadOnlyList<ReturnRow> Misshapen, int NotRecognised);

/// <summary>Reads the files of a return: CSVs, or the one XML.</summary>
internal static class ReturnFiles
{
    /// <summary>Most bytes of all files.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Most rows: ten times the largest authority's.</summary>
    public const int MostRows = 500_000;

    private const int MostCell = 200;

    /// <exception cref="ImportRefusedException">A file is not text, not XML, has a quote that is not closed, or there is too much.</exception>
    public static ReturnContent Read(IReadOnlyList<ReturnFile> files)
    {
        if (files.Sum(file => (long)file.Bytes.Length) > MostBytes) throw new ImportRefusedException(1, "file", "too-large");
        var (rows, misshapen, notRecognised) = (new List<ReturnRow>(), new List<ReturnRow>(), 0);
        foreach (var file in files)
        {
            var before = rows.Count + misshapen.Count;
            var known = file.IsXml ? Take(FromXml(file.Bytes)) : FromCsv(Text(file.Bytes)) is { } csv && Take(csv);
            if (!known) notRecognised++;
        }

        return new(rows, misshapen, notRecognised);

        bool Take(IEnumerable<ReturnRow> some)
        {
            foreach (var row in some)
            {
                if (rows.Count + misshapen.Count == MostRows) throw new ImportRefusedException(row.Number, "rows", "too-many");
                (IsShaped(row) ? rows : misshapen).Add(row);
            }

            return true;
        }
    }

    private static bool IsShaped(ReturnRow row) => row.Cells.Count > 0 && row.Cells.Values.All(cell => cell.Length <= MostCell && !cell.Any(char.IsControl));

    private static string Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ImportRefusedException(1, "file", "not-utf-8");
        }
    }

    /// <summary>The rows under a known header; none where the header is unknown. A row of another length has no cells: it cannot be told what is what.</summary>
    private static IEnumerable<ReturnRow>? FromCsv(string text)
    {
        string[]? header = null;
        foreach (var fields in Csv.Rows(text))
        {
            header = [.. fields.Select(name => name.Trim())];
            break;
        }

        return header is not null && ReturnTables.Of(header) is { } table && header.Distinct(StringComparer.Ordinal).Count() == header.Length ? Rows(table, header) : null;

        IEnumerable<ReturnRow> Rows(string of, string[] names)
        {
            var number = 1;
            foreach (var fields in Csv.Rows(text).Skip(1))
            {
                number++;
                yield return new(of, number, fields.Count == names.Length
                    ? names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal) : new Dictionary<string, string>());
            }
        }
    }

    /// <summary>The XML form: a Header, Reviews, Missing and so on within each child's HEADER, and its EPISODEs; PL is the CSV's PLACE.</summary>
    private static IEnumerable<ReturnRow> FromXml(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), new()
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, MaxCharactersFromEntities = 1024, IgnoreWhitespace = true, IgnoreComments = true,
        });
        var number = 0;
        while (Next(reader) is { } child)
        {
            number++;
            if (child.Element("HEADER") is not { } header) continue;
            var id = header.Element("CHILDID")?.Value ?? "";
            var born = header.Element("DOB")?.Value ?? "";
            yield return RowOf(ReturnTables.Header, header);
            foreach (var review in header.Elements("AREVIEW")) yield return RowOf(ReturnTables.Reviews, review);
            foreach (var missing in header.Elements("AMISSING")) yield return RowOf("Missing", missing);
            foreach (var (element, table) in ((string, string)[])[("OC2", "OC2"), ("OC3", "OC3"), ("PERMANENCE", "PrevPerm"), ("AD_PLACED", "PlacedAdoption")])
            {
                foreach (var other in header.Elements(element)) yield return RowOf(table, other);
            }

            foreach (var episode in child.Elements("EPISODE")) yield return RowOf(ReturnTables.Episodes, episode);

            ReturnRow RowOf(string table, XElement from)
            {
                var cells = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var cell in from.Elements().Where(cell => !cell.HasElements).Take(Csv.MostFields)) cells[Column(cell.Name.LocalName)] = cell.Value;
                cells["CHILD"] = id;
                if (table != ReturnTables.Episodes) cells["DOB"] = born;

                return new(table, number, cells);
            }
        }
    }

    private static string Column(string element) => element == "PL" ? "PLACE" : element;

    /// <summary>The next CHILD under the root, whole; none at the end.</summary>
    private static XElement? Next(XmlReader reader)
    {
        try
        {
            if (reader.ReadState == ReadState.Initial)
            {
                reader.MoveToContent();
                if (reader.LocalName != "EXPSSDA903") throw new ImportRefusedException(1, "file", "not-a-return");
                reader.Read();
            }

            while (!reader.EOF && reader.Depth > 0)
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "CHILD" }) return Bounded(reader);
                reader.Skip();
            }

            return null;
        }
        catch (XmlException e)
        {
            throw new ImportRefusedException(Math.Max(1, e.LineNumber), "file", "not-xml");
        }
    }

    /// <summary>No return nests deeper than HEADER, AREVIEW, REVIEW; what does is not read further.</summary>
    private static XElement Bounded(XmlReader reader)
    {
        const int Deepest = 8;
        using var child = reader.ReadSubtree();
        var root = default(XElement);
        var open = new Stack<XElement>();
        while (child.Read())
        {
            switch (child.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count == Deepest) throw new ImportRefusedException(1, "file", "too-deep");
                    var element = new XElement(child.LocalName);
                    if (open.Count > 0) open.Peek().Add(element);
                    root ??= element;
                    if (!child.IsEmptyElement) open.Push(element);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.Count > 0:
                    open.Peek().Add(child.Value);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
            }
        }

        reader.Read();

        return root!;
    }
}
