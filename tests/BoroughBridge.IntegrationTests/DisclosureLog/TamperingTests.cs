using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Export;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>The twenty kinds of tampering: each found by the product's verifier and by the script, with the place where there is one.</summary>
public sealed class TamperingTests
{
    private const int Size = 600;
    private TestLog log = null!;
    private string good = null!;
    private string kept = null!;
    private int copies;

    [OneTimeSetUp]
    public async Task LogSomethingAsync()
    {
        log = await TestLog.NewAsync(DatabaseKind.Sqlite);
        await FillAsync(log, 300);
        kept = (await log.Checkpoints().SignAsync(default)).Note;
        await FillAsync(log, Size - 300);
        good = await ExportAsync(log);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await log.DisposeAsync();

    [Test]
    public async Task An_untouched_log_is_ok_and_goes_on_from_what_was_kept()
    {
        Assert.That((await Verifiers.BothAsync(good)).ToString(), Does.Match($"^ok {Size} [0-9a-f]{{64}}$"));
        Assert.That((await Verifiers.BothAsync(good, kept, await File.ReadAllTextAsync(Path.Combine(good, "key")))).Ok);
    }

    [TestCase(0)]
    [TestCase(299)]
    [TestCase(Size - 1)]
    public async Task T01_edit_an_entry(int at) => await FoundAsync(
        log => log.Leaves[at] = Replaced(log.Leaves[at], "iro.th1", "iro.th2"), $"entry {at}: what it says was changed: it does not have the hash it was logged with");

    [Test]
    public async Task T01_edit_an_entry_together_with_its_hash() => await FoundAsync(
        log =>
        {
            log.Leaves[7] = Replaced(log.Leaves[7], "iro.th1", "iro.th2");
            log.Edit("tile/0/000", tile => [.. tile[..(7 * 32)], .. Merkle.LeafHash(log.Leaves[7]), .. tile[(8 * 32)..]]);
        },
        "entry 0: to entry 255: one of them was changed together with its hash, or tile 1 above them was");

    [Test]
    public async Task T02_edit_a_manifest() => await FoundAsync(
        log => log.EditText("manifests.ndjson", text => text.Replace("{\"index\":3,\"manifest\":{\"", "{\"index\":3,\"manifest\":{\"a\":1,\"", StringComparison.Ordinal)),
        "entry 3: its manifest was changed: it does not have the hash that the entry names");

    [Test]
    public async Task T02_take_a_manifest_away() => await FoundAsync(
        log => log.EditText("manifests.ndjson", text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]), "entry 1: its manifest is missing");

    [Test]
    public async Task T02_add_a_manifest() => await FoundAsync(
        log => log.EditText("manifests.ndjson", text => "{\"index\":0,\"manifest\":{}}\n" + text), "entry 0: has a manifest that it was not logged with");

    [Test]
    public async Task T03_edit_a_hash() => await FoundAsync(
        log => log.Edit("tile/0/001", tile => Flipped(tile, (4 * 32) + 1)), "entry 260: what it says was changed: it does not have the hash it was logged with");

    [Test]
    public async Task T04_edit_a_signature() => await FoundAsync(
        log => log.EditText("checkpoint", text => text[..^10] + (text[^10] == 'A' ? 'B' : 'A') + text[^9..]),
        "the checkpoint carries a signature that is not of its text: the text or the signature was changed");

    [TestCase(0, "entry 0: is not where it belongs: entry 1 stands in its place")]
    [TestCase(100, "entry 100: is not where it belongs: entry 101 stands in its place")]
    [TestCase(Size - 1, "entry 599: is missing: 600 entries were signed and 599 are here")]
    public async Task T05_to_T07_delete_the_first_a_middle_and_the_last_entry(int at, string said) => await FoundAsync(log => log.Leaves.RemoveAt(at), said);

    [Test]
    public async Task T08_truncate() => await FoundAsync(log => log.Leaves.RemoveRange(550, 50), "entry 550: is missing: 600 entries were signed and 550 are here");

    [Test]
    public async Task T08_truncate_within_an_entry() => await FoundAsync(log => log.Edit("tile/entries/002.p/88", bundle => bundle[..^20]), "entry 599: is cut off: the file ends within it", write: false);

    [Test]
    public async Task T09_insert() => await FoundAsync(log => log.Leaves.Insert(40, log.Leaves[20]), "entry 40: is not where it belongs: entry 20 stands in its place");

    [Test]
    public async Task T09_append() => await FoundAsync(log => log.Leaves.Add(log.Leaves[0]), "entry 600: is more than was signed: tile 0/002.p/88 has 88 entries");

    [Test]
    public async Task T10_reorder() => await FoundAsync(log => (log.Leaves[2], log.Leaves[7]) = (log.Leaves[7], log.Leaves[2]), "entry 2: is not where it belongs: entry 7 stands in its place");

    [Test]
    public async Task T11_swap_two_logs()
    {
        await using var other = await TestLog.NewAsync(DatabaseKind.Sqlite);
        await FillAsync(other, Size);
        var swapped = await ExportAsync(other);

        Assert.That((await Verifiers.BothAsync(swapped, key: await KeyAsync())).ToString(), Is.EqualTo("the key is not the one this log is known by"));
        Assert.That((await Verifiers.BothAsync(swapped, against: kept)).ToString(), Is.EqualTo("the checkpoint kept from before is not signed by this log's key"));
    }

    [Test]
    public async Task T12_restore_an_old_backup_and_go_on()
    {
        var database = Path.Combine(log.Folder, $"backup{Interlocked.Increment(ref copies)}.db");
        await using (var connection = await log.Database.OpenAsync(default)) await connection.ExecuteAsync($"VACUUM INTO '{database}'");
        var backup = new Database(new DatabaseOptions { Kind = DatabaseKind.Sqlite, File = database });
        await using var restored = await TestLog.OnAsync(backup, backup.DisposeAsync);
        File.Copy(log.KeyFile, restored.KeyFile, overwrite: true);
        var before = await ExportAsync(restored);
        await FillAsync(log, 5);
        var later = (await log.Checkpoints().SignAsync(default)).Note;
        await FillAsync(restored, 9);
        var gone = await ExportAsync(restored);

        Assert.That((await Verifiers.BothAsync(before, against: later)).ToString(), Is.EqualTo($"entry {Size}: the log is shorter than it was: {Size + 5} entries were signed before, and now {Size}"));
        Assert.That((await Verifiers.BothAsync(gone, against: later)).ToString(), Is.EqualTo($"the first {Size + 5} entries are not those that were signed before: one of them was changed, with its hash"));
    }

    [Test]
    public async Task T13_replay_an_old_checkpoint() => await FoundAsync(log => File.WriteAllText(log.At("checkpoint"), kept), "entry 0: cannot be judged: tile 1/000.p/1 is missing");

    [Test]
    public async Task T13_replay_an_old_checkpoint_with_the_log_cut_to_it_to_an_auditor_who_kept_a_later_one()
    {
        var copy = Copy();
        var later = await File.ReadAllTextAsync(copy.At("checkpoint"));
        await File.WriteAllTextAsync(copy.At("checkpoint"), kept);

        Assert.That((await Verifiers.BothAsync(copy.Folder, against: later)).ToString(), Is.EqualTo("entry 300: the log is shorter than it was: 600 entries were signed before, and now 300"));
    }

    [Test]
    public async Task T14_forge_a_checkpoint() => await FoundAsync(
        copy => File.WriteAllText(copy.At("checkpoint"), new Checkpoint(log.Options.Origin, Size, new string('a', 64)).Sign(Forger())), "the checkpoint is not signed by this log's key");

    [Test]
    public async Task T15_split_view_to_two_auditors()
    {
        await using var second = await TestLog.NewAsync(DatabaseKind.Sqlite);
        File.Copy(log.KeyFile, second.KeyFile, overwrite: true);
        await FillAsync(second, Size);
        var shownToTheSecond = await ExportAsync(second);

        Assert.That((await Verifiers.BothAsync(shownToTheSecond)).Ok, "by itself it holds together");
        Assert.That(
            (await Verifiers.BothAsync(shownToTheSecond, against: await File.ReadAllTextAsync(Path.Combine(good, "checkpoint")))).ToString(),
            Is.EqualTo($"the first {Size} entries are not those that were signed before: one of them was changed, with its hash"));
    }

    [Test]
    public async Task T16_set_the_clock_back()
    {
        await using var set = await TestLog.NewAsync(DatabaseKind.Sqlite);
        var clock = new ShiftedBack();
        await using (var writer = new LogWriter(set.Database, set.Options, clock))
        {
            for (var i = 0; i < 5; i++)
            {
                if (i == 3) clock.By = TimeSpan.FromHours(1);
                await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
            }
        }

        var folder = await ExportAsync(set);
        var verdict = await Verifiers.BothAsync(folder);

        Assert.That(verdict.Notes, Has.Some.StartsWith("entry 3: the clock had been set back: it stood 3599 s").Or.Some.StartsWith("entry 3: the clock had been set back: it stood 3600 s"));
        Assert.That((await Verifiers.ScriptAsync(folder)).Notes, Does.Contain("entry 3: the clock had been set back"));
        Assert.That((await set.RowsAsync())[3].ClockBack);
    }

    [Test]
    public async Task T17_swap_the_key()
    {
        var copy = Copy();
        var forger = Forger();
        await File.WriteAllTextAsync(copy.At("key"), SignedNote.VerifierKey(log.Options.Origin, forger.PublicKey));
        Assert.That((await Verifiers.BothAsync(copy.Folder)).ToString(), Is.EqualTo("the checkpoint is not signed by this log's key"));

        await File.WriteAllTextAsync(copy.At("checkpoint"), (await log.Checkpoints().HeadAsync(default)).Sign(forger));
        Assert.That((await Verifiers.BothAsync(copy.Folder, key: await KeyAsync())).ToString(), Is.EqualTo("the key is not the one this log is known by"));
        Assert.That((await Verifiers.BothAsync(copy.Folder, against: kept)).ToString(), Is.EqualTo("the checkpoint kept from before is not signed by this log's key"));
    }

    [Test]
    public async Task T18_edit_raw_database_pages()
    {
        await using var made = await TestDatabases.NewAsync(DatabaseKind.Sqlite);
        await using var raw = await TestLog.OnAsync(made.Database, () => ValueTask.CompletedTask);
        await FillAsync(raw, 300);
        await raw.Checkpoints().SignAsync(default);
        await using (var connection = await raw.Database.OpenAsync(default)) await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var leaf = (await raw.RowsAsync())[123].Leaf;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        var pages = await File.ReadAllBytesAsync(made.Options.File!);
        var at = pages.AsSpan().IndexOf(leaf.AsSpan(0, 200));
        var name = at + leaf.AsSpan().IndexOf("transaction\":\""u8) + 14;
        pages[name] = (byte)(pages[name] == 'a' ? 'b' : 'a');
        await File.WriteAllBytesAsync(made.Options.File!, pages);

        var folder = Path.Combine(log.Folder, $"raw{Interlocked.Increment(ref copies)}");
        var altered = new Database(made.Options);
        await new LogExport(altered, raw.Options, TimeProvider.System).WriteAsync(folder, default);
        await altered.DisposeAsync();
        Assert.That((await Verifiers.BothAsync(folder)).ToString(), Is.EqualTo("entry 123: what it says was changed: it does not have the hash it was logged with"));
    }

    [TestCase("tile/1/000.p/2", 40, "entry 256: to entry 511: one of them was changed together with its hash, or tile 1 above them was")]
    [TestCase("tile/0/002.p/88", 0, "entry 512: what it says was changed: it does not have the hash it was logged with")]
    public async Task T19_edit_a_tile_file(string file, int at, string said)
    {
        var copy = Copy();
        copy.Edit(file, tile => Flipped(tile, at));
        Assert.That((await LogVerifier.VerifyAsync(new LogFolder(copy.Folder), new(), default)).ToString(), Is.EqualTo(said));
    }

    [Test]
    public async Task T20_drop_a_partition()
    {
        await using var dropped = await TestLog.NewAsync(DatabaseKind.Sqlite);
        await FillAsync(dropped, Size);
        await dropped.Checkpoints().SignAsync(default);
        await dropped.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("DELETE FROM log_entries WHERE idx < 256", transaction: t), default);

        Assert.That((await Verifiers.BothAsync(await ExportAsync(dropped))).ToString(), Is.EqualTo("entry 0: to entry 255 are missing, and no entry of the log says that they are no longer kept"));
    }

    [TestCase("UPDATE log_entries SET leaf = (SELECT leaf FROM log_entries WHERE idx = 2) WHERE idx = 6", "entry 6: is not where it belongs: entry 2 stands in its place")]
    [TestCase("UPDATE log_entries SET manifest = leaf WHERE idx = 3", "entry 3: its manifest was changed: it does not have the hash that the entry names")]
    [TestCase("UPDATE log_entries SET leaf_hash = (SELECT leaf_hash FROM log_entries WHERE idx = 2) WHERE idx = 6", "entry 6: what it says was changed: it does not have the hash it was logged with")]
    [TestCase("DELETE FROM log_entries WHERE idx = 0", "entry 0: is missing: nothing stands in its place")]
    [TestCase("DELETE FROM log_entries WHERE idx > 8", "entry 9: is missing: nothing stands in its place")]
    [TestCase("UPDATE log_entries SET idx = idx + 100 WHERE idx = 4; UPDATE log_entries SET idx = 4 WHERE idx = 5; UPDATE log_entries SET idx = 5 WHERE idx = 104", "the entries are not those that were signed")]
    [TestCase("DELETE FROM log_entries WHERE idx = 10; UPDATE log_head SET size = 10", "entry 10: is missing: nothing stands in its place")]
    public async Task What_an_administrator_changes_in_the_database_is_found(string sql, string said)
    {
        foreach (var kind in (DatabaseKind[])[DatabaseKind.Sqlite, DatabaseKind.Postgres])
        {
            await using var tampered = await TestLog.NewAsync(kind);
            await FillAsync(tampered, 11);
            await tampered.Checkpoints().SignAsync(default);
            await tampered.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync(sql, transaction: t), default);

            Assert.That((await Verifiers.BothAsync(await ExportAsync(tampered))).ToString(), Does.StartWith(said), $"{kind}");
        }
    }

    [TestCase("child_ref = 'another'")]
    [TestCase("agent = NULL")]
    [TestCase("outcome = 'refuse'")]
    [TestCase("transaction_id = 'another'")]
    public async Task What_an_entry_is_searched_by_is_held_against_what_it_says(string change)
    {
        await using var tampered = await TestLog.NewAsync(DatabaseKind.Sqlite);
        await FillAsync(tampered, 11);
        await tampered.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync($"UPDATE log_entries SET {change} WHERE idx = 6", transaction: t), default);
        var folder = Path.Combine(log.Folder, $"export{Interlocked.Increment(ref copies)}");

        Assert.That((await new LogExport(tampered.Database, tampered.Options, TimeProvider.System).WriteAsync(folder, default)).Altered, Is.EqualTo(6));
    }

    private async Task FoundAsync(Action<ExportedLog> tamper, string said, bool write = true)
    {
        var copy = Copy();
        var before = copy.Leaves.ToArray();
        tamper(copy);
        if (write && !before.SequenceEqual(copy.Leaves)) copy.Write();

        Assert.That((await Verifiers.BothAsync(copy.Folder)).ToString(), Is.EqualTo(said));
    }

    private static byte[] Replaced(byte[] leaf, string what, string by) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(leaf).Replace(what, by, StringComparison.Ordinal));

    private static byte[] Flipped(byte[] bytes, int at)
    {
        bytes[at] ^= 1;

        return bytes;
    }

    private static async Task FillAsync(TestLog log, int count)
    {
        await using var writer = new LogWriter(log.Database, log.Options, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => writer.AppendAsync(TestLog.Entry(Ids.New(), i % 2 == 1 ? "source" : "authz"), default)));
    }

    private LogKey Forger()
    {
        var file = Path.Combine(log.Folder, $"forger{Interlocked.Increment(ref copies)}.key");
        LogKey.Make(file);

        return LogKey.Load(file);
    }

    private Task<string> KeyAsync() => File.ReadAllTextAsync(Path.Combine(good, "key"));

    private async Task<string> ExportAsync(TestLog from)
    {
        var folder = Path.Combine(log.Folder, $"export{Interlocked.Increment(ref copies)}");
        await new LogExport(from.Database, from.Options, TimeProvider.System).WriteAsync(folder, default);

        return folder;
    }

    private ExportedLog Copy() => ExportedLog.Copy(good, Path.Combine(log.Folder, $"copy{Interlocked.Increment(ref copies)}"), Size);

    private sealed class ShiftedBack : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - By;
    }
}
