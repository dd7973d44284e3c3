using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>From the drop folder to the record store, through a real holding and the real tools.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class FilingTests(DatabaseKind kind)
{
    private PaperHolding holding = null!;

    [SetUp]
    public async Task StartAsync() => holding = await PaperHolding.StartAsync(kind, [Paper.Wren, Paper.Linnet]);

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var line in holding.Lines.All.Where(line => line.Contains("paper:", StringComparison.Ordinal))) TestContext.Out.WriteLine(line);
        await holding.DisposeAsync();
    }

    [Test]
    public async Task A_scan_whose_cover_and_text_agree_is_filed_with_its_pages()
    {
        holding.Drop("scan 1.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren, 2), Paper.Printed(Paper.Record(Paper.Wren, 1, 2), Paper.Record(Paper.Wren, 2, 2))));

        await holding.SettledAsync(1);

        var line = (await holding.ListAsync()).Single();
        var child = await holding.Intake.ChildRefAsync(Paper.Wren.IcsPersonId, default);
        Assert.That((line.State, line.Reason, line.SourceFile), Is.EqualTo(("filed", default(string), "scan 1.pdf")));
        Assert.That(line.FilePages, Is.EqualTo(new[] { 2, 3 }));
        Assert.That(line.ChildIds, Is.EqualTo(new[] { child }));
        Assert.That((line.Type, line.Date), Is.EqualTo(("pir", "2024-03-25")));
        Assert.That((await holding.LedgerAsync()).ToString(), Is.EqualTo("""{"pagesIn":3,"filed":2,"held":0,"rejected":0,"blank":0,"cover":1,"duplicate":0,"balance":0}"""));
        Assert.That(await holding.QueryAsync<long>($"SELECT COUNT(*) FROM resources WHERE id = '{line.DocumentId}' AND child_ref = '{child}' AND kind = 'pir'"), Is.EqualTo(1));
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM renditions WHERE resource_id IN (SELECT id FROM resources WHERE type = 'Binary')"), Is.EqualTo(3));
        Assert.That(await holding.QueryAsync<string>("SELECT data FROM facts WHERE type = 'document.available'"), Does.Contain("\"medium\":\"scan\"").And.Contain("\"pages\":2"));
    }

    [Test]
    public async Task A_cover_that_names_another_child_than_the_paper_holds_it()
    {
        holding.Drop("a.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Linnet), Paper.Printed(Paper.Record(Paper.Wren))));

        await holding.SettledAsync(1);

        var line = (await holding.ListAsync()).Single();
        Assert.That((line.State, line.Reason), Is.EqualTo(("held", "cover-and-text-differ")));
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM resources WHERE type = 'DocumentReference'"), Is.Zero);
    }

    [Test]
    public async Task A_batch_is_split_at_its_covers_and_its_blank_backs_are_kept_in_the_ledger()
    {
        holding.Drop("batch.pdf", await Paper.ScanAsync(
            Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Blank), Paper.Printed(Paper.Record(Paper.Wren)), Paper.PrintedCover(Paper.Linnet), Paper.Printed(Paper.Record(Paper.Linnet))));

        await holding.SettledAsync(1);

        Assert.That((await holding.ListAsync()).Select(line => line.State), Is.EqualTo(new[] { "filed", "filed" }));
        Assert.That((await holding.LedgerAsync()).ToString(), Is.EqualTo("""{"pagesIn":5,"filed":2,"held":0,"rejected":0,"blank":1,"cover":2,"duplicate":0,"balance":0}"""));
    }

    [Test]
    public async Task A_batch_whose_counts_do_not_add_up_is_held_whole()
    {
        holding.Drop("batch.pdf", await Paper.ScanAsync(
            Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren)), Paper.PrintedCover(Paper.Linnet, 2), Paper.Printed(Paper.Record(Paper.Linnet))));

        await holding.SettledAsync(1);

        var lines = await holding.ListAsync();
        Assert.That(lines.Select(line => line.State), Is.EqualTo(new[] { "held", "held" }));
        Assert.That(lines.Select(line => line.Reason), Has.All.StartsWith("batch-count"));
    }

    [Test]
    public async Task The_same_bytes_again_are_filed_once()
    {
        var scan = await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren)));
        holding.Drop("first.pdf", scan);
        holding.Drop("second.pdf", scan);
        await holding.SettledAsync(2);

        holding.Drop("first.pdf", scan);
        await holding.SettledAsync(3);

        Assert.That((await holding.ListAsync()).Select(line => line.State).Order(), Is.EqualTo(new[] { "duplicate", "duplicate", "filed" }));
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM resources WHERE type = 'DocumentReference'"), Is.EqualTo(1));
        Assert.That((await holding.LedgerAsync()).ToString(), Is.EqualTo("""{"pagesIn":6,"filed":1,"held":0,"rejected":0,"blank":0,"cover":1,"duplicate":4,"balance":0}"""));
    }

    [Test]
    public async Task A_second_scan_of_the_same_paper_is_filed_once_and_another_version_is_shown_to_a_person()
    {
        holding.Drop("1.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren))));
        await holding.SettledAsync(1);
        holding.Drop("2.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren)), Paper.Printed(Paper.Blank)));
        await holding.SettledAsync(2);
        holding.Drop("3.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren, more: "Swimming must stop because of asthma."))));
        await holding.SettledAsync(3);

        var lines = await holding.ListAsync();

        Assert.That(lines.Select(line => line.State), Is.EqualTo(new[] { "filed", "duplicate", "held" }));
        Assert.That(lines[1].Reason, Is.EqualTo($"second-scan-of:{lines[0].DocumentId}"));
        Assert.That(lines[2].Reason, Is.EqualTo("perhaps-scanned-before"));
    }

    [Test]
    public async Task A_born_digital_paper_is_filed_when_its_text_says_what_it_shows()
    {
        holding.Drop("printed.pdf", Paper.Printed(Paper.Record(Paper.Wren)));

        await holding.SettledAsync(1);

        Assert.That((await holding.ListAsync()).Single().State, Is.EqualTo("filed"));
    }

    [Test]
    public async Task A_hidden_text_that_names_another_child_holds_the_paper()
    {
        const string Hidden = "3 Tr BT /F1 10 Tf 70 50 Td (Name of child Linnet Quillfeather Person ID 7700502) Tj ET\n";
        holding.Drop("printed.pdf", Paper.Printed(Paper.Record(Paper.Wren) + Hidden));

        await holding.SettledAsync(1);

        var line = (await holding.ListAsync()).Single();
        Assert.That((line.State, line.Reason), Is.EqualTo(("held", "text-layer-differs")));
    }

    [Test]
    public async Task No_name_and_no_word_of_a_page_is_in_the_log_or_in_clear_in_the_store()
    {
        holding.Drop("Wren Ashdown 7700011.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren))));
        await holding.SettledAsync(1);

        Assert.That(holding.Lines.All, Has.None.Contains("Ashdown").And.None.Contains("7700011"));
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files WHERE CAST(name AS TEXT) LIKE '%Ashdown%'"), Is.Zero);
        foreach (var file in Directory.EnumerateFiles(holding.Folder, "*", SearchOption.AllDirectories).Where(path => path.Contains("paper-originals", StringComparison.Ordinal)))
            Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("/Image"u8), Is.Negative);
        Assert.That(Directory.EnumerateFiles(holding.Paper.WorkFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EqualTo(new[] { ".lock" }));
    }
}
