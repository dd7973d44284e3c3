using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Export;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>Whatever the verifiers are given, they end in one clear line.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogVerifierTests(DatabaseKind kind)
{
    private const int Size = 11;
    private const string Entries = "tile/entries/000.p/11";
    private TestLog log = null!;
    private string good = null!;
    private int copies;

    [OneTimeSetUp]
    public async Task LogSomethingAsync()
    {
        log = await TestLog.NewAsync(kind);
        await FillAsync(log, Size);
        good = await ExportAsync(log);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await log.DisposeAsync();

    [Test]
    public async Task An_untouched_log_is_ok_and_says_its_size_and_root()
    {
        var head = await log.Checkpoints().HeadAsync(default);

        Assert.That((await Verifiers.BothAsync(good)).ToString(), Is.EqualTo($"ok 11 {head.Root}"));
    }

    [Test]
    public async Task An_empty_log_is_ok()
    {
        await using var empty = await TestLog.NewAsync(kind);

        Assert.That((await Verifiers.BothAsync(await ExportAsync(empty))).ToString(), Is.EqualTo("ok 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    [Test]
    public async Task One_that_grew_from_what_was_kept_is_ok()
    {
        await using var growing = await TestLog.NewAsync(kind);
        await FillAsync(growing, 4);
        var early = await File.ReadAllTextAsync(Path.Combine(await ExportAsync(growing), "checkpoint"));
        await FillAsync(growing, 300);
        var late = await ExportAsync(growing);

        Assert.That((await Verifiers.BothAsync(late, early)).Ok);
        Assert.That((await Verifiers.BothAsync(late, await File.ReadAllTextAsync(Path.Combine(late, "checkpoint")))).Ok);
        Assert.That((await Verifiers.BothAsync(late, "nonsense")).ToString(), Is.EqualTo("the checkpoint kept from before is not a signed note"));
    }

    [TestCase(Entries, "")]
    [TestCase(Entries, "nonsense")]
    [TestCase(Entries, "\u0000\u0000\u0000\u0000")]
    [TestCase("tile/0/000.p/11", "")]
    [TestCase("tile/0/000.p/11", "nonsense")]
    [TestCase("manifests.ndjson", "")]
    [TestCase("manifests.ndjson", "nonsense\n")]
    [TestCase("manifests.ndjson", "{\"index\":1,\"manifest\":")]
    [TestCase("manifests.ndjson", "{\"index\":999,\"manifest\":{}}\n")]
    [TestCase("manifests.ndjson", "{\"index\":99999999999999999999,\"manifest\":{}}\n")]
    [TestCase("manifests.ndjson", "\n")]
    [TestCase("checkpoint", "")]
    [TestCase("checkpoint", "\n\n\n\n")]
    [TestCase("checkpoint", "a\n99999999999999999999\nAAAA\n\n\u2014 a AAAAAAAA\n")]
    [TestCase("key", "")]
    [TestCase("key", "a+b+c")]
    [TestCase("key", "test.boroughbridge.example/log+00000000+AQ==")]
    [TestCase("cosigned", "nonsense")]
    [TestCase("witnesses", "nonsense\n")]
    public async Task A_file_of_nonsense_ends_in_one_line(string file, string content)
    {
        var folder = Copy();
        await File.WriteAllTextAsync(Path.Combine(folder, file), content);

        await BadAsync(folder);
    }

    [Test]
    public async Task Missing_files_folders_in_their_place_and_links_to_themselves_end_in_one_line()
    {
        foreach (var file in (string[])["checkpoint", "key", "manifests.ndjson", "tile/0/000.p/11", Entries])
        {
            var folder = Copy();
            File.Delete(Path.Combine(folder, file));
            await BadAsync(folder);
            File.CreateSymbolicLink(Path.Combine(folder, file), Path.Combine(folder, file));
            await BadAsync(folder);
            File.Delete(Path.Combine(folder, file));
            Directory.CreateDirectory(Path.Combine(folder, file));
            await BadAsync(folder);
        }

        await BadAsync(Path.Combine(log.Folder, "absent"));
    }

    [Test]
    public async Task Huge_files_end_in_one_line_and_are_not_read_whole()
    {
        foreach (var file in (string[])["checkpoint", "key", "manifests.ndjson", "tile/0/000.p/11", Entries])
        {
            var folder = Copy();
            await using (var huge = File.OpenWrite(Path.Combine(folder, file))) huge.SetLength(1L << 34);
            await BadAsync(folder);
            File.Delete(Path.Combine(folder, file));
            File.CreateSymbolicLink(Path.Combine(folder, file), "/dev/zero");
            await BadAsync(folder);
        }
    }

    [Test]
    public async Task Any_flipped_bit_anywhere_is_found()
    {
        var random = new Random(11);
        foreach (var file in (string[])["checkpoint", "key", "manifests.ndjson", "tile/0/000.p/11", Entries])
        {
            var folder = Copy();
            var path = Path.Combine(folder, file);
            var bytes = await File.ReadAllBytesAsync(path);
            for (var i = 0; i < 60; i++)
            {
                // The line feed that ends the key file carries nothing.
                var at = random.Next(bytes.Length - 1);
                var bad = (byte[])bytes.Clone();
                bad[at] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(path, bad);
                var verdict = await LogVerifier.VerifyAsync(new LogFolder(folder), new(), default);
                Assert.That(verdict.Ok, Is.False, $"{file} byte {at}: {verdict}");
                if (i % 20 == 0) await BadAsync(folder);
            }
        }
    }

    private static async Task BadAsync(string folder) => Assert.That((await Verifiers.BothAsync(folder)).ToString(), Is.Not.Empty.And.Not.StartsWith("ok"));

    private static async Task FillAsync(TestLog log, int count)
    {
        var writer = log.Writer();
        for (var i = 0; i < count; i++) await writer.AppendAsync(TestLog.Entry(Ids.New(), i % 2 == 1 ? "source" : "authz"), default);
        await writer.DisposeAsync();
    }

    private async Task<string> ExportAsync(TestLog from)
    {
        var folder = Path.Combine(log.Folder, $"export{Interlocked.Increment(ref copies)}");
        await new LogExport(from.Database, from.Options, TimeProvider.System).WriteAsync(folder, default);

        return folder;
    }

    private string Copy() => ExportedLog.Copy(good, Path.Combine(log.Folder, $"copy{Interlocked.Increment(ref copies)}"), Size).Folder;
}
