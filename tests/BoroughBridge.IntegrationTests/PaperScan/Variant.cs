using System.Globalization;
using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>One generated file of one or two documents, as its pages were read, with whose each page is.</summary>
#pragma warning disable CA5394 // seeded
internal sealed class Variant
{
    private static readonly string[] Traps = ["none", "none", "none", "none", "cover", "index", "id-of-another", "id-of-nobody", "swapped", "missing", "stranger", "birth-of-another"];
    private static readonly string[] Alike = ["0O", "1l", "1I", "5S", "8B", "38", "71", "96", "27", "ec", "oa", "nr", "mn", "ij", "uv"];
    private readonly Random random;
    private readonly double noise;
    private readonly int layout;
    private readonly Dictionary<int, PageReading> readings = [];
    private readonly Dictionary<int, string> owners = [];

    public Variant(Random random, IReadOnlyList<Person> persons, Person stranger)
    {
        this.random = random;
        noise = random.Next(4) * 0.06;
        layout = random.Next(4);
        Trap = Traps[random.Next(Traps.Length)];
        var child = Trap == "stranger" ? stranger : persons[random.Next(persons.Count)];
        var near = persons.Where(other => other != child).OrderBy(other => Far(child, other)).First();
        var other = random.Next(2) == 0 ? near : persons.Where(person => person != child).ElementAt(random.Next(persons.Count - 1));

        var first = Pages(child, other, 1 + random.Next(3));
        if (Trap == "missing") first.RemoveAt(first.Count - 1);
        var second = random.Next(2) == 0 || Trap == "swapped" ? Pages(other, child, Math.Max(2, first.Count)) : [];
        if (Trap == "swapped" && first.Count > 1) (first[1], second[1]) = (second[1], first[1]);

        var covers = random.Next(2) == 0 || Trap == "cover";
        Lay(first, covers ? Trap == "cover" ? other : child : null, Trap == "missing" ? first.Count + 1 : first.Count);
        First = owners.Keys.ToHashSet();
        if (second.Count > 0) Lay(second, covers ? other : null, second.Count);
        if (Trap == "index") Index = Ranges(other, first.Count, second.Count, covers);
    }

    public string Trap { get; }

    public IReadOnlyDictionary<int, PageReading> Readings => readings;

    /// <summary>Whose each page is, by its ICS person id.</summary>
    public IReadOnlyDictionary<int, string> Owners => owners;

    /// <summary>Pages of the first document, the one a trap is laid for.</summary>
    public IReadOnlySet<int> First { get; }

    public IReadOnlyList<IndexRow>? Index { get; private set; }

    private static int Far(Person one, Person other) =>
        Adapters.PaperScan.Evidence.Letters.Distance(one.Given + one.Family + one.IcsPersonId, other.Given + other.Family + other.IcsPersonId, 30);

    private static List<IndexRow> Ranges(Person named, int first, int second, bool covers)
    {
        var start = covers ? 2 : 1;
        List<IndexRow> rows = [new(start, start + first - 1, named.IcsPersonId, null, null)];
        if (second > 0) rows.Add(new(start + first + (covers ? 1 : 0), start + first + (covers ? 1 : 0) + second - 1, named.IcsPersonId, null, null));

        return rows;
    }

    private void Lay(List<(string Owner, List<string> Rows)> pages, Person? cover, int announced)
    {
        if (cover is not null)
        {
            var code = CoverPattern.Own.Write(new() { Authority = "islington", IcsPersonId = cover.IcsPersonId, Type = "pir", Date = new(2024, 3, 25), Pages = announced });
            Add("", Page(["BATCH COVER SHEET"]) with { Codes = [new("QR-Code", code)] });
        }

        foreach (var (owner, rows) in pages) Add(owner, Page(rows));
    }

    private void Add(string owner, PageReading page)
    {
        var number = readings.Count + 1;
        readings[number] = page with { Page = number };
        owners[number] = owner;
    }

    private List<(string Owner, List<string> Rows)> Pages(Person child, Person other, int count)
    {
        var id = Trap switch { "id-of-another" => other.IcsPersonId, "id-of-nobody" => Nobody(child.IcsPersonId), _ => child.IcsPersonId };
        var born = (Trap == "birth-of-another" ? other : child).DateOfBirth!.Value;
        var numbered = random.Next(4) > 0 || Trap == "missing";
        var footer = random.Next(2) == 0;
        var withId = random.Next(5) > 0;
        List<(string, List<string>)> pages = [];
        for (var page = 1; page <= count; page++)
        {
            List<string> rows = page == 1 ? Head(child, born, withId ? id : null) : [$"{child.Given} attends school and likes it.", "Contact takes place on the first Saturday of each month."];
            rows.Add($"{child.Given} has settled well and {child.Given} likes swimming.");
            if (footer) rows.Add($"{child.Given} {child.Family}" + (withId ? $" Person ID {id}" : ""));
            if (numbered) rows.Add($"Page {page} of {count}");
            pages.Add((child.IcsPersonId, rows));
        }

        return pages;
    }

    private List<string> Head(Person child, DateOnly born, string? id)
    {
        var day = born.ToString(layout switch { 0 => "d MMMM yyyy", 1 => "dd/MM/yyyy", 2 => "d.M.yy", _ => "dd-MM-yyyy" }, CultureInfo.InvariantCulture);

        return layout switch
        {
            0 => ["PLACEMENT INFORMATION RECORD", $"Name of child/young person {child.Given} {child.Family}", $"Date of birth {day}", .. id is null ? (string[])[] : [$"Person ID {id}"]],
            1 => ["Placement Information Record", $"Given name {child.Given} Family name {child.Family}", $"Date of birth {day}" + (id is null ? "" : $" ICS No {id}")],
            2 => ["Notes of a visit", $"Child: {child.Given} {child.Family}", $"DOB: {day}", .. id is null ? (string[])[] : [$"Ref: {id}"]],
            _ => ["Dear colleague,", $"Re: {child.Given} {child.Family}, date of birth {day}" + (id is null ? "" : $", your ref {id}")],
        };
    }

    private string Nobody(string id)
    {
        var at = random.Next(2, id.Length);

        return id[..at] + (char)('0' + ((id[at] - '0' + 1 + random.Next(8)) % 10)) + id[(at + 1)..];
    }

    private PageReading Page(List<string> rows)
    {
        var words = new List<Word>();
        for (var row = 0; row < rows.Count; row++)
        {
            var x = 60;
            foreach (var text in rows[row].Split(' '))
            {
                if (random.NextDouble() >= noise / 3) words.Add(Misread(new(text, row, x, 100 + (50 * row), 12 * text.Length, 20, 96)));
                x += (12 * text.Length) + 12;
            }
        }

        int[] figures = [.. Enumerable.Range(0, words.Count).Where(at => CropSheet.LooksLikeId(words[at]))];

        return new()
        {
            Page = 1,
            Width = 1600,
            Height = 2300,
            Dpi = 200,
            Words = words,
            Rereads = [.. figures.Select(at => new Reread(at, Misread(words[at]).Text, 90))],
            SecondReads = layout % 2 == 0 ? [.. figures.Select(at => new Reread(at, Misread(words[at]).Text, 90))] : [],
        };
    }

    private Word Misread(Word word)
    {
        var letters = word.Text.ToCharArray();
        var changed = false;
        for (var at = 0; at < letters.Length; at++)
        {
            if (random.NextDouble() >= noise / 2) continue;

            var pair = Alike.FirstOrDefault(pair => pair.Contains(letters[at], StringComparison.Ordinal));
            if (pair is null) continue;

            letters[at] = pair[0] == letters[at] ? pair[1] : pair[0];
            changed = true;
        }

        return word with { Text = new(letters), Confidence = changed ? 40 + random.Next(58) : 96 };
    }
}
#pragma warning restore CA5394
