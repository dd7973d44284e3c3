using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class LogCheckpointsTests(DatabaseKind kind)
{
    [Test]
    public async Task A_checkpoint_is_signed_when_one_is_due_and_at_once_on_demand()
    {
        await using var log = await TestLog.NewAsync(kind);
        var clock = new FakeTimeProvider();
        var checkpoints = log.Checkpoints(clock);
        var writer = log.Writer();

        var empty = await checkpoints.LatestAsync(default);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var early = await checkpoints.LatestAsync(default);
        clock.Advance(TimeSpan.FromSeconds(10));
        var due = await checkpoints.LatestAsync(default);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var demanded = await checkpoints.SignAsync(default);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.That((empty.Checkpoint.Size, early, due.Checkpoint.Size, demanded.Checkpoint.Size), Is.EqualTo((0L, empty, 1L, 2L)));
        Assert.That(await checkpoints.LatestAsync(default), Is.EqualTo(demanded), "what has not grown is not signed again");
        Assert.That(Checkpoint.Open(demanded.Note, log.Options.Origin, LogKey.Load(log.KeyFile).PublicKey, out _), Is.EqualTo(demanded.Checkpoint));
        Assert.That(demanded.Note, Does.StartWith($"{log.Options.Origin}\n2\n"));
    }

    [Test]
    public async Task Tiles_and_proofs_are_those_of_the_entries_at_every_checkpoint()
    {
        await using var log = await TestLog.NewAsync(kind);
        await InsertAsync(log, 0, 70_000);
        var checkpoints = log.Checkpoints();
        var tiles = new LogTiles(log.Database);

        var signed = await checkpoints.SignAsync(default);

        Assert.That(signed.Checkpoint.Size, Is.EqualTo(70_000));
        Assert.That(Convert.ToHexStringLower(await tiles.RootAsync(70_000, default)), Is.EqualTo(signed.Checkpoint.Root));
        foreach (var level in (int[])[0, 1, 2])
        {
            foreach (var path in TilePath.AtLevel(level, 70_000).TakeLast(2)) Assert.That((await tiles.HashesAsync(path, default))!, Has.Length.EqualTo(path.Width * 32), path.ToString());
        }

        Assert.That(await tiles.HashesAsync(new(0, 273, 113), default), Is.Null, "wider than the tree");
        Assert.That(await tiles.HashesAsync(new(0, 272, 7), default), Is.EqualTo((await tiles.HashesAsync(new(0, 272, 256), default))![..(7 * 32)]));
        Assert.That(await tiles.HashesAsync(new(3, 0, 1), default), Is.Null);
        foreach (var index in (long[])[0, 255, 256, 65_535, 65_536, 69_999])
        {
            var proof = await tiles.InclusionAsync(index, 70_000, default);
            Assert.That(Merkle.VerifyInclusion(index, 70_000, Merkle.LeafHash(BitConverter.GetBytes((int)index)), proof, Convert.FromHexString(signed.Checkpoint.Root)), $"{index}");
        }

        await InsertAsync(log, 70_000, 71_000);
        var later = await checkpoints.SignAsync(default);
        Assert.That(later.Checkpoint.Size, Is.EqualTo(71_000));
        var grown = await tiles.ConsistencyAsync(70_000, 71_000, default);
        Assert.That(Merkle.VerifyConsistency(70_000, 71_000, Convert.FromHexString(signed.Checkpoint.Root), Convert.FromHexString(later.Checkpoint.Root), grown));
        Assert.That(await tiles.HashesAsync(new(0, 273, 112), default), Is.Not.Null, "a partial tile of an earlier checkpoint is still served");
    }

    [Test]
    public async Task An_entry_bundle_is_the_leaves_behind_their_lengths()
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        for (var i = 0; i < 3; i++) await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        await log.Checkpoints().SignAsync(default);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var tiles = new LogTiles(log.Database);

        var bundle = await tiles.BundleAsync(new(null, 0, 3), default);

        var rows = await log.RowsAsync();
        Assert.That(bundle, Is.EqualTo(rows.Take(3).SelectMany(row => (byte[])[(byte)(row.Leaf.Length >> 8), (byte)row.Leaf.Length, .. row.Leaf])));
        Assert.That(await tiles.BundleAsync(new(null, 0, 4), default), Is.Null, "not signed for yet");
        Assert.That(await tiles.BundleAsync(new(null, 0, 256), default), Is.Null);
    }

    [TestCase("UPDATE log_head SET size = 2, frontier = (SELECT frontier FROM kept), last_leaf_hash = (SELECT leaf_hash FROM log_entries WHERE idx = 1); DELETE FROM log_entries WHERE idx > 1", "log-rolled-back")]
    [TestCase("UPDATE log_checkpoints SET root = (SELECT leaf_hash FROM log_entries WHERE idx = 0) WHERE size = 5", "log-forked")]
    [TestCase("UPDATE log_entries SET leaf_hash = (SELECT leaf_hash FROM log_entries WHERE idx = 0) WHERE idx = 6", "log-tree-mismatch")]
    [TestCase("DELETE FROM log_entries WHERE idx = 6", "log-entries-missing")]
    [TestCase("UPDATE log_tiled SET frontier = (SELECT frontier FROM log_head WHERE id = 2)", "log-tree-mismatch")]
    [TestCase("UPDATE log_identity SET origin = 'another.example/log'", "log-origin-changed")]
    public async Task What_does_not_follow_from_the_last_checkpoint_is_not_signed(string tampering, string code)
    {
        await using var log = await TestLog.NewAsync(kind);
        var writer = log.Writer();
        for (var i = 0; i < 2; i++) await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        await log.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("CREATE TABLE kept AS SELECT frontier FROM log_head", transaction: t), default);
        for (var i = 0; i < 3; i++) await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        await log.Checkpoints().SignAsync(default);
        for (var i = 0; i < 3; i++) await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        await log.Database.InTransactionAsync(t => t.Connection!.ExecuteAsync(tampering, transaction: t), default);

        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => log.Checkpoints().SignAsync(default))!.Code, Is.EqualTo(code));
    }

    [Test]
    public async Task A_key_that_is_exchanged_signs_nothing_and_takes_nothing_in_even_after_a_restart()
    {
        await using var log = await TestLog.NewAsync(kind);
        await log.Writer().AppendAsync(TestLog.Entry(Ids.New()), default);
        await log.Checkpoints().SignAsync(default);
        File.Delete(log.KeyFile);
        LogKey.Make(log.KeyFile);

        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => log.Checkpoints().SignAsync(default))!.Code, Is.EqualTo("log-key-changed"));
        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => log.Writer().StartAsync(default))!.Code, Is.EqualTo("log-key-changed"));
        Assert.That(Assert.ThrowsAsync<LogUnavailableException>(() => log.Writer().AppendAsync(TestLog.Entry(Ids.New()), default))!.Code, Is.EqualTo("log-key-changed"));
    }

    [Test]
    public async Task Two_instances_sign_one_line_of_checkpoints_while_both_write()
    {
        await using var log = await TestLog.NewAsync(kind);
        var (one, two) = (log.Writer(), log.Writer());
        var signers = new[] { log.Checkpoints(), log.Checkpoints() };
        var writing = Task.WhenAll(new[] { one, two }.Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++) await Until.TrueAsync(async () => (await writer.AppendAsync(TestLog.Entry(Ids.New()), default)).Index >= 0, seconds: 60);
        })));
        var signing = Task.WhenAll(signers.Select(signer => Task.Run(async () =>
        {
            while (!writing.IsCompleted) await signer.SignAsync(default);
        })));
        await Task.WhenAll(writing, signing);
        var last = await signers[0].SignAsync(default);

        await log.WholeAsync();
        await using var connection = await log.Database.OpenAsync(default);
        var all = (await connection.QueryAsync<(long Size, byte[] Root)>("SELECT size, root FROM log_checkpoints WHERE size > 0 ORDER BY size")).AsList();
        Assert.That(last.Checkpoint.Size, Is.EqualTo(all[^1].Size).And.GreaterThanOrEqualTo(600), "a busy machine may have had one written that it was not told of");
        var tiles = new LogTiles(log.Database);
        foreach (var (size, root) in all)
        {
            var proof = await tiles.ConsistencyAsync(size, last.Checkpoint.Size, default);
            Assert.That(Merkle.VerifyConsistency(size, last.Checkpoint.Size, root, Convert.FromHexString(last.Checkpoint.Root), proof), $"{size}");
        }
    }

    // Rows as the writer leaves them, many at once: the leaf is its index in four bytes.
    private static async Task InsertAsync(TestLog log, int from, int to)
    {
        var (size, edge) = await log.HeadAsync();
        var frontier = new MerkleFrontier(size, edge ?? []);
        await log.Database.InTransactionAsync(async t =>
        {
            foreach (var chunk in Enumerable.Range(from, to - from).Chunk(500))
            {
                var values = new DynamicParameters();
                foreach (var i in chunk)
                {
                    var leaf = BitConverter.GetBytes(i);
                    var hash = Merkle.LeafHash(leaf);
                    frontier.Append(hash);
                    values.Add($"l{i}", leaf);
                    values.Add($"h{i}", hash);
                }

                await t.Connection!.ExecuteAsync(
                    "INSERT INTO log_entries (idx, entry_id, recorded_at, clock_back, kind, outcome, leaf, leaf_hash) VALUES "
                    + string.Join(',', chunk.Select(i => $"({i}, '{i}', 0, 0, 'authz', 'permit', @l{i}, @h{i})")), values, t);
            }

            await t.Connection!.ExecuteAsync("UPDATE log_head SET size = @Size, frontier = @bytes", new { frontier.Size, bytes = frontier.ToBytes() }, t);
        }, default);
    }
}
