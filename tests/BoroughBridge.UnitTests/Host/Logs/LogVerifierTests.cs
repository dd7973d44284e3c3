using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Host.Logs;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Host.Logs;

/// <summary>An exported log verifies; one that anybody has touched does not, and the place is named.</summary>
public sealed class LogVerifierTests
{
    private const string Origin = "log.test.example/log";
    private const int Size = 600;
    private string folder = "";
    private LogKey key = null!;
    private string publicKey = "";

    [SetUp]
    public async Task ExportAsync()
    {
        folder = Directory.CreateTempSubdirectory("bb-verify-").FullName;
        var keyFile = Path.Combine(folder, "key.pem");
        LogKey.Make(keyFile);
        key = LogKey.Load(keyFile);
        publicKey = SignedNote.PublicKey(Origin, key.PublicKey);
        await WriteAsync("log", Size);
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void An_untouched_log_is_ok_with_size_and_root()
    {
        var verdict = Verify();

        Assert.That(verdict.Ok, Is.True, verdict.Line);
        Assert.That(verdict.Line, Does.StartWith($"ok {Size} "));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    public async Task Logs_of_every_awkward_size_are_ok(int size)
    {
        await WriteAsync("small", size);

        Assert.That(new LogVerifier(new(In("small")), publicKey, null).Verify().Line, Does.StartWith($"ok {size} "));
    }

    [TestCase(0)]
    [TestCase(300)]
    [TestCase(599)]
    public void A_changed_entry_is_named(int index)
    {
        Tamper(Bundle(index), bytes => Replace(bytes, $"\"n\":{index}}}", $"\"n\":{(index == 0 ? 1 : index - 1)}}}"));

        Assert.That(Verify(), Is.EqualTo(new LogVerdict(false, $"bad entry {index}: does not hash to its place in the tree")));
    }

    [Test]
    public void An_entry_changed_with_its_hash_makes_another_tree()
    {
        Tamper(Bundle(300), bytes => Replace(bytes, "\"n\":300}", "\"n\":301}"));
        Tamper("tile/0/001", bytes =>
        {
            Merkle.LeafHash(Entry(301)).CopyTo(bytes.AsSpan(44 * 32));

            return bytes;
        });

        Assert.That(Verify(), Is.EqualTo(new LogVerdict(false, "bad the entries make another tree than the checkpoint signs")));
    }

    [Test]
    public void Two_entries_exchanged_are_found()
    {
        Tamper(Bundle(10), bytes => Replace(Replace(Replace(bytes, "\"n\":10}", "\"n\":xx}"), "\"n\":11}", "\"n\":10}"), "\"n\":xx}", "\"n\":11}"));

        Assert.That(Verify().Line, Is.EqualTo("bad entry 10: does not hash to its place in the tree"));
    }

    [Test]
    public void A_truncated_bundle_is_found()
    {
        Tamper(Bundle(599), bytes => bytes[..^9]);

        Assert.That(Verify().Line, Is.EqualTo("bad entry 512: its bundle is malformed"));
    }

    [Test]
    public void A_missing_bundle_is_found()
    {
        File.Delete(In("log", Bundle(300)));

        Assert.That(Verify().Line, Is.EqualTo("bad entry 256: its bundle is not there"));
    }

    [Test]
    public void A_changed_or_missing_manifest_is_named()
    {
        Tamper("manifests/0/7.json", bytes => [.. bytes, (byte)' ']);
        Assert.That(Verify().Line, Is.EqualTo("bad entry 7: its manifest is not the one it names"));

        File.Delete(In("log", "manifests/0/7.json"));
        Assert.That(Verify().Line, Is.EqualTo("bad entry 7: its manifest is not there"));
    }

    [Test]
    public void A_checkpoint_of_another_size_is_not_signed()
    {
        Tamper("checkpoint", bytes => Replace(bytes, $"\n{Size}\n", $"\n{Size - 1}\n"));

        Assert.That(Verify().Line, Is.EqualTo("bad checkpoint: malformed, or not signed by this log's key"));
    }

    [Test]
    public void Another_logs_key_does_not_open_it()
    {
        var other = Path.Combine(folder, "other.pem");
        LogKey.Make(other);

        Assert.That(new LogVerifier(new(In("log")), SignedNote.PublicKey(Origin, LogKey.Load(other).PublicKey), null).Verify().Ok, Is.False);
    }

    [Test]
    public async Task A_checkpoint_kept_earlier_is_compared()
    {
        await WriteAsync("earlier", 400);
        var kept = await File.ReadAllTextAsync(In("earlier", "checkpoint"));
        Assert.That(new LogVerifier(new(In("log")), publicKey, kept).Verify().Ok, Is.True);

        await WriteAsync("rewritten", Size, changed: 399);
        Assert.That(new LogVerifier(new(In("rewritten")), publicKey, null).Verify().Ok, Is.True, "it agrees with itself");
        Assert.That(new LogVerifier(new(In("rewritten")), publicKey, kept).Verify().Line, Is.EqualTo("bad the first 400 entries are not those of the earlier checkpoint"));
    }

    [Test]
    public async Task A_log_put_back_to_an_old_backup_is_found_by_the_checkpoint_kept()
    {
        var kept = await File.ReadAllTextAsync(In("log", "checkpoint"));
        await WriteAsync("restored", 500);

        Assert.That(new LogVerifier(new(In("restored")), publicKey, kept).Verify().Line, Is.EqualTo("bad entry 500: is gone, 600 were there before"));
    }

    private LogVerdict Verify() => new LogVerifier(new(In("log")), publicKey, null).Verify();

    private async Task WriteAsync(string name, int size, int changed = -1)
    {
        var entries = Enumerable.Range(0, size).Select(n => new ExportEntry(n, Entry(n == changed ? 9999 : n, n), n % 50 == 7 ? Manifest(n) : null)).ToArray();
        var root = LogFolder.Root(entries.Select(entry => Merkle.LeafHash(entry.Leaf)));
        var head = new ExportHead(SignedNote.Sign(new(Origin, size, root), key), publicKey, size);
        await new LogFolder(In(name)).WriteAsync(head, entries.ToAsyncEnumerable(), default);
    }

    private static byte[] Entry(int n) => Entry(n, n);

    private static byte[] Entry(int n, int index) => CanonicalJson.Bytes(index % 50 == 7
        ? new Dictionary<string, object> { ["manifest"] = Convert.ToHexStringLower(SHA256.HashData(Manifest(index))), ["n"] = n }
        : new Dictionary<string, object> { ["kind"] = "test", ["n"] = n });

    private static byte[] Manifest(int n) => Encoding.UTF8.GetBytes($"{{\"things\":{n}}}");

    private static string Bundle(int index) => index >= 512 ? "tile/entries/002.p/88" : $"tile/entries/00{index / 256}";

    private string In(params string[] path) => Path.Combine([folder, .. path]);

    private void Tamper(string path, Func<byte[], byte[]> change) => File.WriteAllBytes(In("log", path), change(File.ReadAllBytes(In("log", path))));

    private static byte[] Replace(byte[] bytes, string from, string to)
    {
        var text = Encoding.Latin1.GetString(bytes);
        Assert.That(text, Does.Contain(from));

        return Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
