using System.Globalization;
using System.Text.Json;
using BoroughBridge.Adapters.PaperScan.Operator;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;

using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>Papers nobody here wrote: the whole adapter over them, in a real holding.</summary>
[Category("Unfinished")]
internal sealed class CorpusTests
{
    private static readonly string[] States = ["filed", "held", "rejected", "duplicate"];

    // The set's own words for why a person must look, and the code that says so here.
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["index names the twin, the form names this child"] = "index-and-text-differ",
        ["cover sheet names the twin, the form names this child"] = "cover-and-text-differ",
        ["a page of another child lies in the middle"] = "another-child-named",
        ["one page was filed in another child's document"] = "pages-missing",
        ["two children have this name and date of birth; no id on the form"] = "two-children-fit",
        ["person id on the form is another child's; name and date of birth say this child"] = "another-child-named",
        ["person id on the form is nobody's; name and date of birth match a child"] = "id-of-nobody",
        ["child not on the roster"] = "id-of-nobody",
        ["short form of a double-barrelled name and no id"] = "one-source-only",
        ["page 2 is missing"] = "pages-missing",
        ["hidden text layer names another child than the page image"] = "text-layer-differs",
        ["not a case-file paper; no child named"] = "no-child-named",
    };

    [Test]
    public async Task No_paper_of_a_boroughs_set_goes_to_a_wrong_child_and_what_a_person_must_see_is_held()
    {
        if (!Corpus.Has("scansets/dev", out var set)) return;

        var truth = Read(Path.Combine(set, "truth.json")).GetProperty("documents").EnumerateArray().Select(TrueDocument.Of).ToArray();
        await using var holding = await PaperHolding.StartAsync(DatabaseKind.Sqlite, Read(Path.Combine(set, "roster.json")).EnumerateArray().Select(Person).ToArray());
        var drops = Directory.GetFiles(Path.Combine(set, "drops"));
        foreach (var drop in drops) holding.Drop(Path.GetFileName(drop), await File.ReadAllBytesAsync(drop));
        await holding.SettledAsync(drops.Count(drop => !drop.EndsWith(".csv", StringComparison.Ordinal)), seconds: 1500);

        var (filed, wrong, unsafeOnes) = (0, new List<string>(), new List<string>());
        var lines = await holding.ListAsync();
        foreach (var line in lines.Where(line => line.State != "filed")) TestContext.Out.WriteLine($"{line.SourceFile} {string.Join(',', line.FilePages)} {line.State} {line.Reason?.Split(':')[0]}");
        foreach (var line in lines.Where(line => line.State == "filed"))
        {
            var meant = truth.Where(document => document.LiesIn(line)).ToArray();
            filed++;
            if (meant is not [{ } only] || !only.Children.Contains(line.Fields["personId"])) wrong.Add($"{line.SourceFile} {string.Join(',', line.FilePages)}");
            if (meant.Any(document => document.MustBeSeen)) unsafeOnes.Add($"{line.SourceFile} {string.Join(',', line.FilePages)}");
        }

        var ledger = await holding.LedgerAsync();
        TestContext.Out.WriteLine($"filed unaided {filed} of {truth.Count(document => !document.MustBeSeen)}, held {lines.Count(line => line.State == "held")}, "
            + $"duplicate {lines.Count(line => line.State == "duplicate")}, wrong {wrong.Count}, ledger {ledger}");
        Assert.That(wrong, Is.Empty);
        Assert.That(unsafeOnes, Is.Empty);
        Assert.That(ledger.GetProperty("balance").GetInt64(), Is.Zero);
        Assert.That(filed, Is.GreaterThanOrEqualTo(38));
        foreach (var document in truth.Where(document => document.MustBeSeen))
            Assert.That(lines.Where(document.LiesIn).Select(line => line.Reason?.Split(' ') ?? []), Has.Some.Contains(Reasons[document.Why!]), document.Why);
    }

    [Test]
    public async Task Every_file_ends_in_a_known_state_within_bounds()
    {
        if (!Corpus.Has("scans", out var set)) return;

        var soak = Environment.GetEnvironmentVariable("BB_SOAK") == "1";
        await using var holding = await PaperHolding.StartAsync(DatabaseKind.Sqlite, [Paper.Wren], options =>
        {
            if (!soak) (options.MaxPages, options.MaxMegapixels, options.ToolSeconds) = (3, 12, 20);
        });
        var files = Directory.GetFiles(set, "*", SearchOption.AllDirectories);
        for (var file = 0; file < files.Length; file++)
        {
            // A csv among them would be taken for an index; every file here is offered as a scan.
            holding.Drop($"{file}-{Path.GetFileName(files[file])}.scan", await File.ReadAllBytesAsync(files[file]));
        }

        await holding.SettledAsync(files.Length, seconds: 3000);

        var lines = await holding.ListAsync();
        var ledger = await holding.LedgerAsync();
        TestContext.Out.WriteLine($"{files.Length} files: {string.Join(", ", lines.GroupBy(line => $"{line.State} {line.Reason?.Split(':')[0]}").OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}"))}; ledger {ledger}");
        Assert.That(lines.Select(line => line.State), Is.SubsetOf(States));
        Assert.That(lines.Select(line => line.Reason), Has.None.EqualTo("worker-fault"));
        Assert.That(lines.Count(line => line.State == "filed"), Is.Zero);
        Assert.That(ledger.GetProperty("balance").GetInt64(), Is.Zero);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(holding.Paper.WorkFolder, "open")), Is.Empty);
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static Person Person(JsonElement row) => new()
    {
        IcsPersonId = row.GetProperty("personId").GetString()!,
        Given = row.GetProperty("given").GetString()!,
        Family = row.GetProperty("family").GetString()!,
        AlsoKnownAs = row.GetProperty("aka").GetString() is { } other ? [other] : [],
        DateOfBirth = DateOnly.ParseExact(row.GetProperty("dob").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        NhsNumber = row.GetProperty("nhs").GetString()?.Replace(" ", "", StringComparison.Ordinal),
    };

    private sealed record TrueDocument(IReadOnlyList<string> Children, bool MustBeSeen, string? Why, IReadOnlyList<(string File, int Page)> Pages)
    {
        public static TrueDocument Of(JsonElement document) => new(
            [.. document.GetProperty("childIds").EnumerateArray().Select(child => child.GetString()!)],
            document.GetProperty("expect").GetProperty("action").GetString() == "queue",
            document.GetProperty("expect").GetProperty("reason").GetString(),
            [.. document.GetProperty("pages").EnumerateArray().Select(page => (Path.GetFileName(page.GetProperty("file").GetString()!), page.GetProperty("filePage").GetInt32()))]);

        public bool LiesIn(PaperLine line) => Pages.Any(page => page.File == line.SourceFile && line.FilePages.Contains(page.Page));
    }
}
