using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>Stopped at any moment and started again, or without its tools for a while: nothing lost, nothing twice.</summary>
internal sealed class InterruptionTests
{
    [Test]
    public async Task Stopped_again_and_again_every_page_is_filed_once()
    {
        await using var holding = await PaperHolding.StartAsync(DatabaseKind.Sqlite, [Paper.Wren, Paper.Linnet]);
        const int Scans = 6;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BB_SEED"), out var given) ? given : Environment.TickCount & 0xFFFF;
        TestContext.Out.WriteLine($"seed {seed}");
#pragma warning disable CA5394 // a seeded test
        var random = new Random(seed);
        for (var scan = 0; scan < Scans; scan++)
        {
            var child = scan % 2 == 0 ? Paper.Wren : Paper.Linnet;
            holding.Drop($"{scan}.pdf", await Paper.ScanAsync(Paper.PrintedCover(child), Paper.Printed(Paper.Record(child, more: $"This is letter {new string((char)('a' + scan), 12)} of {scan + 1} hundred."))));
        }

        for (var stop = 0; stop < 12; stop++)
        {
            await Task.Delay(random.Next(50, 1500));
            await holding.StopAsync();
            await holding.StartAsync();
            Assert.That((await holding.LedgerAsync()).GetProperty("balance").GetInt64(), Is.Zero);
        }
#pragma warning restore CA5394

        await holding.SettledAsync(Scans, 120);

        var lines = await holding.ListAsync();
        foreach (var line in lines) TestContext.Out.WriteLine($"{line.SourceFile} {line.State} {line.Reason}");
        foreach (var line in holding.Lines.All.Where(line => line.StartsWith("Warning paper:", StringComparison.Ordinal))) TestContext.Out.WriteLine(line);
        Assert.That(lines.Select(line => line.SourceFile).Order(), Is.EqualTo(Enumerable.Range(0, Scans).Select(scan => $"{scan}.pdf")));
        Assert.That(lines.Count(line => line.State == "filed") + lines.Count(line => line.Reason == "perhaps-scanned-before"), Is.EqualTo(Scans));
        var filed = lines.Count(line => line.State == "filed");
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM resources WHERE type = 'DocumentReference'"), Is.EqualTo(filed));
        Assert.That(await holding.QueryAsync<long>("SELECT COUNT(*) FROM facts WHERE type = 'document.available'"), Is.EqualTo(filed));
        var ledger = await holding.LedgerAsync();
        Assert.That((ledger.GetProperty("pagesIn").GetInt64(), ledger.GetProperty("cover").GetInt64(), ledger.GetProperty("balance").GetInt64()), Is.EqualTo((2L * Scans, (long)Scans, 0L)));
    }

    [Test]
    public async Task Without_tools_it_says_what_to_install_keeps_the_pages_and_goes_on_by_itself()
    {
        var bin = Directory.CreateTempSubdirectory("bb-bin-").FullName;
        await using var holding = await PaperHolding.StartAsync(DatabaseKind.Sqlite, [Paper.Wren], options => options.ToolPath = bin);
        holding.Drop("a.pdf", await Paper.ScanAsync(Paper.PrintedCover(Paper.Wren), Paper.Printed(Paper.Record(Paper.Wren))));
        await Until.TrueAsync(async () => await holding.QueryAsync<long>("SELECT COUNT(*) FROM paper_files WHERE state = 'received'") == 1);
        await Until.TrueAsync(() => holding.Lines.All.Any(line => line.Contains("apt-get install tesseract-ocr poppler-utils qpdf zbar-tools", StringComparison.Ordinal)));
        Assert.That(holding.Lines.All.Count(line => line.Contains("apt-get install", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That((await holding.LedgerAsync()).GetProperty("held").GetInt64(), Is.EqualTo(1));

        foreach (var tool in (string[])["tesseract", "pdftoppm", "pdfimages", "pdftotext", "pdfinfo", "qpdf", "zbarimg", "prlimit"])
            File.CreateSymbolicLink(Path.Combine(bin, tool), Which(tool));

        await holding.SettledAsync(1);

        Assert.That((await holding.ListAsync()).Single().State, Is.EqualTo("filed"));
        Directory.Delete(bin, recursive: true);
    }

    private static string Which(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, tool)).First(File.Exists);
}
