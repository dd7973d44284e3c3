using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>The vault on disk: sealed, whole, swept of what a crash left, and refusing what was tampered with.</summary>
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class VaultTests(DatabaseKind kind, TransportProfile profile)
{
    private TestHolding holding = null!;
    private ThingAsked asked = null!;

    private string File => Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories).Single();

    [SetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(kind, profile: profile);
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(200_000));
        asked = Asks("Binary", binary, childRef, await holding.AllocateAsync(childRef));
    }

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task What_a_crash_left_is_swept_at_start_and_nothing_a_row_names()
    {
        var kept = File;
        var draft = Leave(Path.Combine(holding.Vault, "drafts", Contracts.Ids.New()));
        var orphan = Leave(Path.Combine(holding.Vault, "ab", "ab" + Contracts.Ids.New()[2..] + ".sealed"));
        var fresh = Leave(Path.Combine(holding.Vault, "cd", "cd" + Contracts.Ids.New()[2..] + ".sealed"), age: TimeSpan.Zero);
        Age(kept, TimeSpan.FromDays(400));

        await holding.RestartAsync();

        Assert.That(System.IO.File.Exists(draft), Is.False);
        Assert.That(System.IO.File.Exists(orphan), Is.False);
        Assert.That(System.IO.File.Exists(fresh), Is.True, "another instance may be about to name it");
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Bodies[0], Is.EqualTo(Bytes(200_000)));
    }

    [Test]
    public async Task A_file_names_and_holds_nothing_of_the_document()
    {
        var (_, _, outcome) = await holding.Intake.PutDocumentAsync(asked.ChildRef, [.. Enumerable.Repeat((byte)'A', 200_000)], key: "doc-2");

        Assert.That(outcome.Changed, Is.True);
        foreach (var file in Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories))
            Assert.That(System.Text.Encoding.Latin1.GetString(await System.IO.File.ReadAllBytesAsync(file)), Does.Not.Contain("AAAAAAAAAA"));
    }

    [TestCase(10L, Description = "first chunk: known before anything is logged")]
    public async Task A_tampered_first_chunk_sends_no_byte_and_logs_no_disclosure(long at)
    {
        Flip(at);

        var answer = await holding.ReadAsync(holding.Assertion(asked));

        Assert.That((answer.Status, answer.ContentBytes), Is.EqualTo((503, 0)));
        Assert.That((await holding.LogAsync()).Any(entry => entry.Kind == "source"), Is.False);
    }

    [Test]
    public async Task A_tampered_later_chunk_breaks_the_answer_off_before_it()
    {
        Flip((2 * Envelope.SealedChunk) + 10);

        using var response = await holding.SendAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(asked)));
        await using var body = await response.Content.ReadAsStreamAsync();
        var read = new MemoryStream();
        Assert.That(() => body.CopyToAsync(read), Throws.InstanceOf<IOException>());
        Assert.That(read.Length, Is.LessThan(200_000));
    }

    /// <summary>Seventeen bodies are opened ahead; the last is found broken when bytes of the others stand in the pipe and none has gone.</summary>
    [Test]
    public async Task A_body_that_breaks_before_the_first_byte_has_gone_ends_the_connection()
    {
        var asks = new List<ThingAsked>();
        foreach (var number in Enumerable.Range(0, 20))
        {
            var before = Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories);
            var (_, id, _) = await holding.Intake.PutDocumentAsync(asked.ChildRef, Bytes(64 * 1024, $"many{number}"), key: $"many-{number}");
            asks.Add(asked with { Id = id });
            if (number < 19) continue;
            var last = Directory.GetFiles(holding.Vault, "*.sealed", SearchOption.AllDirectories).Except(before).Single();
            var bytes = await System.IO.File.ReadAllBytesAsync(last);
            bytes[10] ^= 1;
            await System.IO.File.WriteAllBytesAsync(last, bytes);
        }

        var jws = holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion([.. asks]));

        Assert.That(() => holding.SendAsync(jws), Throws.InstanceOf<HttpRequestException>(), "no header says that nothing follows");
    }

    [Test]
    public async Task A_file_cut_short_swapped_or_gone_is_refused()
    {
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..^Envelope.SealedChunk]);
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Status, Is.EqualTo(503));

        (byte[] First, byte[] Second) chunks = (bytes[..Envelope.SealedChunk], bytes[Envelope.SealedChunk..(2 * Envelope.SealedChunk)]);
        await System.IO.File.WriteAllBytesAsync(File, [.. chunks.Second, .. chunks.First, .. bytes[(2 * Envelope.SealedChunk)..]]);
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Status, Is.EqualTo(503), "chunks changed places");

        System.IO.File.Delete(File);
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task A_row_moved_to_another_thing_does_not_open()
    {
        var (_, other, _) = await holding.Intake.PutDocumentAsync(asked.ChildRef, Bytes(100, "other"), key: "doc-2");
        await using (var connection = await holding.Store.Database.OpenAsync(default))
        {
            await connection.ExecuteAsync("DELETE FROM renditions WHERE resource_id = @other; UPDATE renditions SET resource_id = @other WHERE resource_id = @Id", new { other, asked.Id });
        }

        Assert.That((await holding.ReadAsync(holding.Assertion(asked with { Id = other }))).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task A_store_sealed_under_another_key_is_refused_at_start()
    {
        await System.IO.File.WriteAllTextAsync(holding.Options.KeyEncryptionKeyFile, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));

        Assert.That(
            () => holding.RestartAsync(),
            Throws.TypeOf<ConfigurationRefusedException>().With.Message.EqualTo("KeyEncryptionKeyFile is not the key this holding's store is sealed under"));
    }

    [Test]
    public async Task A_crash_between_file_and_row_leaves_the_record_as_it_was()
    {
        var vault = holding.Services.GetRequiredService<DocumentVault>();
        await vault.WriteAsync("what the row would have named", Bytes(70_000), default);

        await holding.RestartAsync();

        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Bodies[0], Is.EqualTo(Bytes(200_000)));
    }

    private void Flip(long at)
    {
        using var file = System.IO.File.Open(File, FileMode.Open);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }

    private static string Leave(string path, TimeSpan? age = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, [1, 2, 3]);
        Age(path, age ?? TimeSpan.FromHours(2));

        return path;
    }

    private static void Age(string path, TimeSpan age) => System.IO.File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - age);
}
