using System.Text;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>What the drop folder may be given, and what becomes of it.</summary>
internal sealed class IntakeTests
{
    private PaperHolding holding = null!;

    [SetUp]
    public async Task StartAsync() => holding = await PaperHolding.StartAsync(DatabaseKind.Sqlite, [Paper.Wren], options => (options.MaxPages, options.ToolSeconds, options.MaxMegapixels) = (20, 20, 40));

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var line in holding.Lines.All.Where(line => line.Contains("paper:", StringComparison.Ordinal))) TestContext.Out.WriteLine(line);
        await holding.DisposeAsync();
    }

    [Test]
    public async Task A_file_that_is_no_scan_is_rejected_and_kept() => await IsSetAsideAsync("notes.pdf", "this is not a PDF"u8.ToArray(), "rejected", "not-a-scan");

    [Test]
    public async Task An_empty_file_is_rejected_and_kept() => await IsSetAsideAsync("empty.pdf", [], "rejected", "empty");

    [Test]
    public async Task A_pdf_cut_short_is_held()
    {
        var scan = Paper.Printed(Paper.Record(Paper.Wren));

        await IsSetAsideAsync("cut.pdf", scan[..(scan.Length * 2 / 3)], "held", "damaged", "corrupt");
    }

    [Test]
    public async Task A_tiff_cut_short_is_held()
    {
        var file = new byte[200];
        "II*\0\u0010\u0027\0\0"u8.CopyTo(file);

        await IsSetAsideAsync("cut.tif", file, "held", "truncated");
    }

    [Test]
    public async Task A_pdf_with_a_password_is_held() =>
        await IsSetAsideAsync("locked.pdf", await QpdfAsync(Paper.Printed(Paper.Record(Paper.Wren)), "--encrypt", "secret", "secret", "256", "--"), "held", "encrypted");

    [TestCase("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "javascript")]
    [TestCase("/OpenAction << /S /Launch /F (calc) >>", "launch-action")]
    [TestCase("/AcroForm << /XFA [(a) (b)] >>", "xfa")]
    [TestCase("/Names << /EmbeddedFiles << /Names [] >> >>", "embedded-file")]
    public async Task What_is_active_in_a_pdf_is_held_by_name(string entry, string code) => await IsSetAsideAsync("active.pdf", WithCatalogueEntry(entry), "held", code);

    [Test]
    public async Task What_is_active_is_seen_inside_compressed_objects_too() =>
        await IsSetAsideAsync(
            "active.pdf", await QpdfAsync(WithCatalogueEntry("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "--object-streams=generate"), "held", "javascript");

    [Test]
    public async Task A_page_of_too_many_pixels_is_held() => await IsSetAsideAsync("huge.pdf", Huge(), "held", "page-too-large");

    [Test]
    public async Task Too_many_pages_are_held() => await IsSetAsideAsync("long.pdf", Paper.Printed([.. Enumerable.Repeat(Paper.Text("x"), 21)]), "held", "too-many-pages");

    [Test]
    public async Task A_file_still_being_written_is_waited_for_and_then_taken_whole()
    {
        var scan = await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren)));
        var path = Path.Combine(holding.Paper.DropFolder, "slow.pdf");
        await using (var writer = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite))
        {
            await writer.WriteAsync(scan.AsMemory(0, scan.Length / 2));
            await writer.FlushAsync();
            await PastSeveralLooksAsync();
            Assert.That((File.Exists(path), await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files")), Is.EqualTo((true, 1L)), "the other file is taken, this one is not");

            await writer.WriteAsync(scan.AsMemory(scan.Length / 2));
        }

        await holding.SettledAsync(2);

        Assert.That((await holding.ListAsync()).Single(line => line.SourceFile == "slow.pdf").State, Is.EqualTo("filed"));
    }

    [TestCase("..")]
    [TestCase("../../etc/passwd.pdf")]
    [TestCase("/etc/cron.d/x")]
    [TestCase("a\0b.pdf")]
    [TestCase("\u202Efdp.exe")]
    [TestCase("C:\\windows\\x.pdf")]
    public async Task A_name_is_never_a_path(string name)
    {
        using var response = await SubmitAsync(name, Paper.Printed(Paper.Record(Paper.Wren)));
        await holding.SettledAsync(1);

        Assert.That((int)response.StatusCode, Is.EqualTo(202));
        Assert.That((await holding.ListAsync()).Single().State, Is.EqualTo("filed"));
        Assert.That(Everything().Where(entry => !Ours(entry)), Is.Empty);
        Assert.That((await holding.ListAsync()).Single().SourceFile, Does.Not.Match("[\\u0000-\\u001F\\u202E]"));
    }

    [Test]
    public async Task A_name_of_four_thousand_characters_is_only_a_name()
    {
        using var response = await SubmitAsync(new string('n', 4000) + ".pdf", Paper.Printed(Paper.Record(Paper.Wren)));
        await holding.SettledAsync(1);

        Assert.That((await holding.ListAsync()).Single().SourceFile, Has.Length.EqualTo(255));
    }

    [Test]
    public async Task Links_folders_pipes_and_unfinished_files_are_left_alone()
    {
        var secret = Path.Combine(holding.Folder, "secret.pdf");
        await File.WriteAllBytesAsync(secret, Paper.Printed(Paper.Record(Paper.Wren)));
        File.CreateSymbolicLink(Path.Combine(holding.Paper.DropFolder, "link.pdf"), secret);
        Directory.CreateDirectory(Path.Combine(holding.Paper.DropFolder, "folder.pdf"));
        await File.WriteAllTextAsync(Path.Combine(holding.Paper.DropFolder, "half.pdf.part"), "half");
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(holding.Paper.DropFolder, "pipe.pdf"))) await made.WaitForExitAsync();
        holding.Drop("sound.pdf", Paper.Printed(Paper.Record(Paper.Wren)));

        await holding.SettledAsync(1);

        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files"), Is.EqualTo(1));
        Assert.That(Directory.EnumerateFileSystemEntries(holding.Paper.DropFolder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "link.pdf", "folder.pdf", "half.pdf.part", "pipe.pdf" }));
        await Until.TrueAsync(() => holding.Lines.All.Any(line => line.Contains("3 entries of the drop folder cannot be taken", StringComparison.Ordinal)));
    }

    [Test]
    public async Task A_scan_that_is_called_an_index_is_a_scan()
    {
        holding.Drop("scan.csv", Paper.Printed(Paper.Record(Paper.Wren)));

        await holding.SettledAsync(1);

        Assert.That((await holding.LedgerAsync()).GetProperty("pagesIn").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_could_not_be_kept_when_it_came_is_kept_when_it_can_be()
    {
        // The store's folder is a file: nothing can be written there, as on a full disk.
        var store = Path.Combine(holding.Folder, "data", "paper-originals");
        await File.WriteAllTextAsync(store, "in the way");
        holding.Drop("a.pdf", Paper.Printed(Paper.Record(Paper.Wren)));
        await Until.TrueAsync(async () => await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files WHERE state = 'taking'") == 1);
        await Until.TrueAsync(() => holding.Lines.All.Any(line => line.Contains("cannot be worked on", StringComparison.Ordinal)));

        File.Delete(store);
        await holding.SettledAsync(1);

        Assert.That((await holding.LedgerAsync()).GetProperty("pagesIn").GetInt64(), Is.EqualTo(1));
        Assert.That(Directory.EnumerateFiles(Path.Combine(holding.Paper.WorkFolder, "incoming")), Is.Empty);
    }

    [Test]
    public async Task The_index_of_one_scan_says_nothing_of_the_next_of_the_same_name()
    {
        await File.WriteAllTextAsync(
            Path.Combine(holding.Paper.DropFolder, "b1.csv"), "File,FirstPage,LastPage,PersonID,Surname,Forename,DOB,DocType,DocDate\nb1.pdf,1,1,7700999,A,B,01/01/2010,PIR,25/03/2024\n");
        holding.Drop("b1.pdf", Paper.Printed(Paper.Record(Paper.Wren)));
        await holding.SettledAsync(1);

        holding.Drop("b1.pdf", Paper.Printed(Paper.Record(Paper.Wren, more: "A later letter.")));
        await holding.SettledAsync(2);

        Assert.That((await holding.ListAsync()).Select(line => line.Reason ?? ""), Has.Exactly(1).Contains("sheet-names-nobody-known"));
    }

    [Test]
    public async Task An_index_that_names_another_child_holds_the_scan()
    {
        await File.WriteAllTextAsync(
            Path.Combine(holding.Paper.DropFolder, "b1.csv"), "File,FirstPage,LastPage,PersonID,Surname,Forename,DOB,DocType,DocDate\nb1.pdf,1,1,7700999,A,B,01/01/2010,PIR,25/03/2024\n");
        holding.Drop("b1.pdf", Paper.Printed(Paper.Record(Paper.Wren)));

        await holding.SettledAsync(1);

        var line = (await holding.ListAsync()).Single();
        Assert.That((line.State, line.Reason), Is.EqualTo(("held", "sheet-names-nobody-known")));
    }

    [Test]
    public async Task A_cover_sheet_is_printed_at_the_operators_door()
    {
        using var order = new StringContent("""{"sheets":[{"icsPersonId":"7700011","type":"pir","date":"2024-03-25","pages":1}]}""", Encoding.UTF8, "application/json");
        using var response = await holding.PostAsync("/operator/paper/covers", order);
        var sheet = await response.Content.ReadAsByteArrayAsync();

        holding.Drop("with-sheet.pdf", await Paper.ScanAsync(sheet, Paper.Printed(Paper.Record(Paper.Wren))));
        await holding.SettledAsync(1);

        Assert.That((await holding.LedgerAsync()).GetProperty("cover").GetInt64(), Is.EqualTo(1));
        Assert.That((await holding.ListAsync()).Single().State, Is.EqualTo("filed"));
    }

    private async Task IsSetAsideAsync(string name, byte[] bytes, string state, params string[] reasons)
    {
        holding.Drop(name, bytes);
        await holding.SettledAsync(1);

        var line = (await holding.ListAsync()).Single();
        var ledger = await holding.LedgerAsync();
        Assert.That(line.State, Is.EqualTo(state));
        Assert.That(reasons, Does.Contain(line.Reason));
        Assert.That((ledger.GetProperty(state).GetInt64(), ledger.GetProperty("balance").GetInt64()), Is.EqualTo((1L, 0L)));
        Assert.That(Directory.EnumerateFiles(holding.Folder, "*.original", SearchOption.AllDirectories).Count(), Is.EqualTo(1));
    }

    private async Task<HttpResponseMessage> SubmitAsync(string name, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);

        return await holding.PostAsync($"/operator/paper/submit?name={Uri.EscapeDataString(name)}", content);
    }

    private IEnumerable<string> Everything() => Directory.EnumerateFileSystemEntries(holding.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(holding.Folder, path));

    // Whatever the name, what is made is named by ids of ours in folders of ours.
    private static bool Ours(string entry) =>
        entry is "data" or "keys" or "drop" or "work" or "work/incoming" or "work/open" or "work/.lock" or "data/paper-originals" or "data/operator.sock" or "data/log-reserve"
        || entry.StartsWith("keys/", StringComparison.Ordinal) || entry.StartsWith("data/vault", StringComparison.Ordinal)
        || System.Text.RegularExpressions.Regex.IsMatch(entry, "^data/paper-originals/[0-9a-f]{32}[.]original$");

    // As many looks as it takes to be sure that the file was looked at and left.
    private async Task PastSeveralLooksAsync()
    {
        holding.Drop("other.bin", [1, 2, 3]);
        await Until.TrueAsync(async () => await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files WHERE state = 'done'") == 1);
        await Task.Delay(TimeSpan.FromSeconds(3 * holding.Paper.StillSeconds));
    }

    private static byte[] WithCatalogueEntry(string entry) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Paper.Printed(Paper.Record(Paper.Wren)))
        .Replace("<< /Type /Catalog ", $"<< {entry} /Type /Catalog ", StringComparison.Ordinal)) is var bytes ? Repaired(bytes) : [];

    // The cross-reference table after the change of one object's length, as a writer would have written it.
    private static byte[] Repaired(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var table = text.LastIndexOf("xref\n", text.LastIndexOf("startxref", StringComparison.Ordinal) - 1, StringComparison.Ordinal);
        var body = text[..table];
        var count = int.Parse(text[(table + 5)..].Split('\n')[0].Split(' ')[1], null);
        var rows = new StringBuilder($"xref\n0 {count}\n0000000000 65535 f \n");
        for (var number = 1; number < count; number++)
        {
            var at = body.StartsWith($"{number} 0 obj", StringComparison.Ordinal) ? 0 : body.IndexOf($"\n{number} 0 obj", StringComparison.Ordinal) + 1;
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at:0000000000} 00000 n \n");
        }

        var trailer = text[text.IndexOf("trailer", table, StringComparison.Ordinal)..text.LastIndexOf("startxref", StringComparison.Ordinal)];

        return Encoding.Latin1.GetBytes($"{body}{rows}{trailer}startxref\n{table}\n%%EOF\n");
    }

    private static byte[] Huge()
    {
        using var pdf = new MemoryStream();
        ImagePdf.Write(pdf, [new(30000, 30000, 300, [new(0, 30000, 30000, "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 30000 /Rows 30000 >>", new byte[100])])]);

        return pdf.ToArray();
    }

    private static async Task<byte[]> QpdfAsync(byte[] pdf, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("bb-qpdf-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "in.pdf"), pdf);
        using (var qpdf = System.Diagnostics.Process.Start("qpdf", [.. arguments, Path.Combine(folder, "in.pdf"), Path.Combine(folder, "out.pdf")])) await qpdf.WaitForExitAsync();
        var made = await File.ReadAllBytesAsync(Path.Combine(folder, "out.pdf"));
        Directory.Delete(folder, recursive: true);

        return made;
    }
}
