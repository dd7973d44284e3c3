using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Export;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>An export of eleven entries, tampered with in every way we could think of: found each time, with the place where there is one.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogVerifierTests(DatabaseKind kind)
{
    private const int Size = 11;
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
        var head = await new LogCheckpoints(log.Database, log.Options).HeadAsync(default);

        Assert.That(await VerifyAsync(good), Is.EqualTo($"ok 11 {head.Root}"));
    }

    [Test]
    public async Task An_empty_log_is_ok()
    {
        await using var empty = await TestLog.NewAsync(kind);

        Assert.That(await VerifyAsync(await ExportAsync(empty)), Is.EqualTo("ok 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(Size - 1)]
    public async Task An_edited_entry_is_named(int at) =>
        Assert.That(
            await TamperedAsync(lines => lines[at] = lines[at].Replace("iro.th1", "iro.th2", StringComparison.Ordinal)),
            Is.EqualTo($"entry {at}: what it says was changed: it does not have the hash it was logged with"));

    [Test]
    public async Task An_entry_edited_by_white_space_alone_is_named() =>
        Assert.That(await TamperedAsync(lines => lines[3] = lines[3].Replace("\"leaf\":{\"at\"", "\"leaf\":{ \"at\"", StringComparison.Ordinal)), Does.StartWith("entry 3: what it says"));

    [Test]
    public async Task An_edited_hash_is_named() =>
        Assert.That(await TamperedAsync(lines => lines[4] = lines[4].Replace("\"hash\":\"", "\"hash\":\"0", StringComparison.Ordinal)), Does.StartWith("entry 4: what it says"));

    [Test]
    public async Task An_entry_edited_with_its_hash_is_found_though_it_cannot_be_named() =>
        Assert.That(await TamperedAsync(lines => lines[5] = lines[6].Replace("\"index\":6", "\"index\":5", StringComparison.Ordinal)), Does.StartWith("the entries are not those that were signed"));

    [TestCase(0, "entry 0: is not where it belongs: entry 1 stands in its place")]
    [TestCase(5, "entry 5: is not where it belongs: entry 6 stands in its place")]
    [TestCase(Size - 1, "entry 10: is missing: 11 entries were signed and 10 are here")]
    public async Task A_deleted_entry_is_named(int at, string said) => Assert.That(await TamperedAsync(lines => lines.RemoveAt(at)), Is.EqualTo(said));

    [Test]
    public async Task Entries_in_another_order_are_named() =>
        Assert.That(await TamperedAsync(lines => (lines[2], lines[7]) = (lines[7], lines[2])), Is.EqualTo("entry 2: is not where it belongs: entry 7 stands in its place"));

    [Test]
    public async Task An_inserted_entry_is_named() =>
        Assert.That(await TamperedAsync(lines => lines.Insert(4, lines[2])), Is.EqualTo("entry 4: is not where it belongs: entry 2 stands in its place"));

    [Test]
    public async Task An_entry_added_at_the_end_is_named() =>
        Assert.That(
            await TamperedAsync(lines => lines.Add(lines[0].Replace("\"index\":0", "\"index\":11", StringComparison.Ordinal))),
            Is.EqualTo("entry 11: is more than was signed: the checkpoint is of 11 entries"));

    [Test]
    public async Task A_log_cut_short_is_named() =>
        Assert.That(await TamperedAsync(lines => lines.RemoveRange(6, 5)), Is.EqualTo("entry 6: is missing: 11 entries were signed and 6 are here"));

    [Test]
    public async Task A_file_cut_off_within_a_line_is_named()
    {
        var folder = Copy();
        await using (var file = File.OpenWrite(Path.Combine(folder, LogExport.EntriesFile))) file.SetLength(file.Length - 20);

        Assert.That(await VerifyAsync(folder), Does.StartWith("entry 10: is longer than any entry, or the file is cut off"));
    }

    [Test]
    public async Task An_edited_manifest_is_named() =>
        Assert.That(
            await TamperedAsync(lines => lines[1] = lines[1].Replace("\"manifest\":{\"", "\"manifest\":{\"a\":1,\"", StringComparison.Ordinal)),
            Is.EqualTo("entry 1: its manifest was changed: it does not have the hash that the entry names"));

    [Test]
    public async Task A_manifest_taken_away_or_added_is_named()
    {
        Assert.That(await TamperedAsync(lines => lines[1] = lines[1][..lines[1].LastIndexOf(",\"manifest\"", StringComparison.Ordinal)] + "}"), Is.EqualTo("entry 1: its manifest is missing"));
        Assert.That(await TamperedAsync(lines => lines[2] = lines[2][..^1] + ",\"manifest\":{}}"), Is.EqualTo("entry 2: has a manifest that it was not logged with"));
    }

    [Test]
    public async Task A_line_that_says_a_thing_twice_is_no_entry() =>
        Assert.That(await TamperedAsync(lines => lines[2] = lines[2][..^1] + ",\"leaf\":{}}"), Is.EqualTo("entry 2: is not an entry"));

    [Test]
    public async Task An_edited_checkpoint_is_found()
    {
        var folder = Copy();
        var path = Path.Combine(folder, LogExport.CheckpointFile);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\n11\n", "\n10\n", StringComparison.Ordinal));

        Assert.That(await VerifyAsync(folder), Is.EqualTo("the checkpoint carries a signature that is not of its text: the text or the signature was changed"));
    }

    [Test]
    public async Task A_checkpoint_forged_with_another_key_is_found_by_who_knows_the_key()
    {
        var folder = Copy();
        var forger = Path.Combine(log.Folder, "forger.key");
        LogKey.Make(forger);
        var key = LogKey.Load(forger);
        var known = (await File.ReadAllTextAsync(Path.Combine(good, LogExport.KeyFile))).Trim();
        await File.WriteAllTextAsync(Path.Combine(folder, LogExport.CheckpointFile), (await HeadAsync()).Sign(key));

        Assert.That(await VerifyAsync(folder), Is.EqualTo("the checkpoint is not signed by this log's key"));

        await File.WriteAllTextAsync(Path.Combine(folder, LogExport.KeyFile), SignedNote.VerifierKey(log.Options.Origin, key.PublicKey));
        Assert.That((await LogVerifier.VerifyAsync(folder, default, trustedKey: known)).ToString(), Is.EqualTo("the key is not the one this log is known by"));
    }

    [Test]
    public async Task A_log_rewritten_since_a_checkpoint_that_was_kept_is_found()
    {
        await using var rewritten = await TestLog.NewAsync(kind);
        File.Copy(log.KeyFile, rewritten.KeyFile, overwrite: true);
        await FillAsync(rewritten, Size + 3);
        var kept = await File.ReadAllTextAsync(Path.Combine(good, LogExport.CheckpointFile));
        var folder = await ExportAsync(rewritten);

        var alone = await VerifyAsync(folder);
        var against = await LogVerifier.VerifyAsync(folder, default, against: kept);

        Assert.That(alone, Does.StartWith("ok 14 "), "by itself it holds together");
        Assert.That(against.ToString(), Is.EqualTo("the first 11 entries are not those that were signed before: one of them was changed, with its hash"));
    }

    [Test]
    public async Task A_log_put_back_to_an_earlier_state_is_found_and_one_that_grew_is_not()
    {
        await using var growing = await TestLog.NewAsync(kind);
        await FillAsync(growing, 4);
        var early = await ExportAsync(growing);
        await FillAsync(growing, 3);
        var late = await ExportAsync(growing);
        var (earlier, later) = (await File.ReadAllTextAsync(Path.Combine(early, LogExport.CheckpointFile)), await File.ReadAllTextAsync(Path.Combine(late, LogExport.CheckpointFile)));

        Assert.That((await LogVerifier.VerifyAsync(late, default, against: earlier)).Ok);
        Assert.That((await LogVerifier.VerifyAsync(late, default, against: later)).Ok);
        Assert.That((await LogVerifier.VerifyAsync(early, default, against: later)).ToString(), Is.EqualTo("entry 4: the log is shorter than it was: 7 entries were signed before, and now 4"));
        Assert.That((await LogVerifier.VerifyAsync(late, default, against: "nonsense")).ToString(), Is.EqualTo("the checkpoint kept from before is not a signed note"));
    }

    [TestCase("UPDATE log_entries SET leaf = (SELECT leaf FROM log_entries WHERE idx = 2) WHERE idx = 6", "entry 6: what it says was changed: it does not have the hash it was logged with")]
    [TestCase("UPDATE log_entries SET manifest = leaf WHERE idx = 3", "entry 3: its manifest was changed: it does not have the hash that the entry names")]
    [TestCase("DELETE FROM log_entries WHERE idx = 0", "entry 0: is not where it belongs: entry 1 stands in its place")]
    [TestCase("DELETE FROM log_entries WHERE idx = 6", "entry 6: is not where it belongs: entry 7 stands in its place")]
    [TestCase("DELETE FROM log_entries WHERE idx > 8", "entry 9: is missing: 11 entries were signed and 9 are here")]
    [TestCase("UPDATE log_entries SET idx = idx + 100 WHERE idx = 4; UPDATE log_entries SET idx = 4 WHERE idx = 5; UPDATE log_entries SET idx = 5 WHERE idx = 104", "the entries are not those that were signed")]
    [TestCase("DELETE FROM log_entries WHERE idx = 10; UPDATE log_head SET size = 10", "log-head-mismatch")]
    public async Task What_an_administrator_changes_in_the_database_is_found(string sql, string said)
    {
        await using var tampered = await TestLog.NewAsync(kind);
        await FillAsync(tampered, Size);
        await tampered.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync(sql, transaction: t), default);

        string verdict;
        try
        {
            verdict = await VerifyAsync(await ExportAsync(tampered));
        }
        catch (BoroughBridge.DisclosureLog.LogUnavailableException e)
        {
            verdict = e.Code;
        }

        Assert.That(verdict, Does.StartWith(said));
    }

    [TestCase("entries.ndjson", "")]
    [TestCase("entries.ndjson", "nonsense\n")]
    [TestCase("entries.ndjson", "[]\n")]
    [TestCase("entries.ndjson", "{\"index\":\"0\",\"hash\":7,\"leaf\":[]}\n")]
    [TestCase("entries.ndjson", "{\"index\":1e999,\"hash\":\"\",\"leaf\":{}}\n")]
    [TestCase("entries.ndjson", "\u0000\u0001\n")]
    [TestCase("checkpoint", "")]
    [TestCase("checkpoint", "\n\n\n\n")]
    [TestCase("checkpoint", "a\n99999999999999999999\nAAAA\n\n\u2014 a AAAAAAAA\n")]
    [TestCase("key", "")]
    [TestCase("key", "a+b+c")]
    [TestCase("key", "test.boroughbridge.example/log+00000000+AQ==")]
    public async Task A_file_of_nonsense_ends_in_one_line(string file, string content)
    {
        var folder = Copy();
        await File.WriteAllTextAsync(Path.Combine(folder, file), content);

        OneLine(await VerifyAsync(folder));
    }

    [Test]
    public async Task Missing_huge_and_deep_files_end_in_one_line()
    {
        foreach (var file in (string[])[LogExport.CheckpointFile, LogExport.EntriesFile, LogExport.KeyFile])
        {
            var folder = Copy();
            File.Delete(Path.Combine(folder, file));
            OneLine(await VerifyAsync(folder));
            Directory.CreateDirectory(Path.Combine(folder, file));
            OneLine(await VerifyAsync(folder));
        }

        OneLine(await VerifyAsync(Path.Combine(log.Folder, "absent")));
        var deep = Copy();
        await File.WriteAllTextAsync(Path.Combine(deep, LogExport.EntriesFile), string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "\n");
        OneLine(await VerifyAsync(deep));
        var huge = Copy();
        await using (var file = File.OpenWrite(Path.Combine(huge, LogExport.EntriesFile))) file.SetLength(1L << 34);
        OneLine(await VerifyAsync(huge));
        File.CreateSymbolicLink(Path.Combine(huge, "link"), "link");
        File.Delete(Path.Combine(huge, LogExport.KeyFile));
        File.CreateSymbolicLink(Path.Combine(huge, LogExport.KeyFile), Path.Combine(huge, LogExport.KeyFile));
        OneLine(await VerifyAsync(huge));
    }

    [Test]
    public async Task Any_flipped_byte_anywhere_is_found()
    {
        var random = new Random(11);
        foreach (var file in (string[])[LogExport.CheckpointFile, LogExport.EntriesFile, LogExport.KeyFile])
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
                var said = await VerifyAsync(folder);
                Assert.That(said, Does.Not.StartWith("ok"), $"{file} byte {at}");
                OneLine(said);
            }
        }
    }

    private static void OneLine(string said) => Assert.That(said, Is.Not.Empty.And.Not.Contain("\n").And.Not.StartWith("ok"));

    private static async Task FillAsync(TestLog log, int count)
    {
        var writer = log.Writer();
        for (var i = 0; i < count; i++) await writer.AppendAsync(TestLog.Entry(Ids.New(), i % 2 == 1 ? "source" : "authz"), default);
        await writer.DisposeAsync();
    }

    private static async Task<string> VerifyAsync(string folder) => (await LogVerifier.VerifyAsync(folder, default)).ToString();

    private async Task<string> TamperedAsync(Action<List<string>> tamper)
    {
        var folder = Copy();
        var path = Path.Combine(folder, LogExport.EntriesFile);
        var lines = (await File.ReadAllTextAsync(path)).TrimEnd('\n').Split('\n').ToList();
        tamper(lines);
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n", new UTF8Encoding(false));

        return await VerifyAsync(folder);
    }

    private async Task<string> ExportAsync(TestLog from)
    {
        var folder = Path.Combine(log.Folder, $"export{Interlocked.Increment(ref copies)}");
        await new LogExport(from.Database, from.Options).WriteAsync(folder, default);

        return folder;
    }

    private Task<Checkpoint> HeadAsync() => new LogCheckpoints(log.Database, log.Options).HeadAsync(default);

    private string Copy()
    {
        var folder = Directory.CreateDirectory(Path.Combine(log.Folder, $"copy{Interlocked.Increment(ref copies)}")).FullName;
        foreach (var file in Directory.GetFiles(good)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        return folder;
    }
}
