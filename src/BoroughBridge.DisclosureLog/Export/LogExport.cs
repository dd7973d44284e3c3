using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.DisclosureLog.Witnessing;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>What was written out, and the first entry whose columns in the database are not what its leaf says; none where all are.</summary>
public sealed record Exported(Checkpoint Checkpoint, long? Altered);

/// <summary>
/// A log as a folder that can be verified with no network and no database, laid out as C2SP tlog-tiles serves it: <c>checkpoint</c>, <c>tile/…</c>,
/// <c>tile/entries/…</c>; beside that <c>key</c> (verifier key), <c>cosigned</c> (the last checkpoint that has co-signatures), <c>witnesses</c> (the
/// witnesses' verifier keys) and <c>manifests.ndjson</c>.
/// </summary>
public sealed class LogExport(Database database, LogOptions options, TimeProvider clock)
{
    public const string CheckpointFile = "checkpoint";
    public const string CosignedFile = "cosigned";
    public const string KeyFile = "key";
    public const string ManifestsFile = "manifests.ndjson";
    public const string WitnessesFile = "witnesses";

    private static readonly byte[] Nothing = [0, 0];

    /// <summary>
    /// Writes everything up to the present head into a new or empty folder; the checkpoint last, so that an export cut short has none. A log that
    /// cannot be signed for any more is written with the last checkpoint it has, and as it stands: what is wrong with it is the verifier's to say.
    /// </summary>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    /// <exception cref="LogUnavailableException">The key cannot be used, or nothing was ever signed.</exception>
    public async Task<Exported> WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any()) throw new IOException("the folder is not empty");

        var checkpoints = new LogCheckpoints(database, options, clock);
        var key = checkpoints.VerifierKey();
        var signed = await SignedAsync(checkpoints, ct);
        var size = signed.Checkpoint.Size;
        for (var level = 1; TilePath.HashesAt(level, size) > 0; level++)
        {
            foreach (var path in TilePath.AtLevel(level, size)) await PutAsync(folder, path, await new LogTiles(database).HashesAsync(path, ct) ?? [], ct);
        }

        var altered = await EntriesAsync(folder, size, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, KeyFile), key + "\n", ct);
        if (options.Peers.Count > 0)
        {
            var witnesses = options.Peers.Select(peer => PeerLog.Load(peer.Key, peer.Value, new Uri("file:///"))).Select(peer => SignedNote.VerifierKey(peer.Origin, peer.PublicKey));
            await File.WriteAllLinesAsync(Path.Combine(folder, WitnessesFile), witnesses, ct);
        }

        if (await checkpoints.LastCosignedAsync(ct) is { } cosigned && cosigned.Checkpoint.Size <= size) await File.WriteAllTextAsync(Path.Combine(folder, CosignedFile), cosigned.Note, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, CheckpointFile), signed.Note, ct);

        return new(signed.Checkpoint, altered);
    }

    private static async Task<SignedCheckpoint> SignedAsync(LogCheckpoints checkpoints, CancellationToken ct)
    {
        try
        {
            return await checkpoints.SignAsync(ct);
        }
        catch (LogUnavailableException e) when (e.Code is not ("log-key-missing" or "log-key-unreadable" or "log-key-malformed"))
        {
            return await checkpoints.LastAsync(ct) ?? throw new LogUnavailableException(e.Code, e);
        }
    }

    // Leaf hashes as the database has them, and leaves as it has them: whether they fit is the verifier's to say.
    private async Task<long?> EntriesAsync(string folder, long size, CancellationToken ct)
    {
        long? altered = null;
        await using var manifests = new FileStream(Path.Combine(folder, ManifestsFile), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        await using var connection = await database.OpenAsync(ct);
        foreach (var path in TilePath.AtLevel(0, size))
        {
            var first = path.Index * TilePath.Full;
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT idx, leaf, leaf_hash, manifest, kind, transaction_id, child_ref, agent, purpose, outcome FROM log_entries WHERE idx >= @first AND idx < @end ORDER BY idx",
                new { first, end = first + path.Width }, cancellationToken: ct))).AsList();
            var hashes = await new LogTiles(database).FullAsync(path, ct) ?? InPlace(rows, first, path.Width);
            await PutAsync(folder, path, hashes, ct);
            if (rows.Count == 0 || rows.TrueForAll(row => row.Leaf.Length == 0)) continue;

            // An entry that is not there leaves its place empty, so that the others keep theirs.
            var bundle = new ArrayBufferWriter<byte>(1 << 16);
            var at = first;
            foreach (var row in rows)
            {
                for (; at < row.Idx; at++) bundle.Write(Nothing);
                at++;
                BinaryPrimitives.WriteUInt16BigEndian(bundle.GetSpan(sizeof(ushort)), (ushort)row.Leaf.Length);
                bundle.Advance(sizeof(ushort));
                bundle.Write(row.Leaf);
                if (row.Manifest is { } manifest)
                {
                    await manifests.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{row.Idx},\"manifest\":")), ct);
                    await manifests.WriteAsync(manifest, ct);
                    await manifests.WriteAsync("}\n"u8.ToArray(), ct);
                }

                if (!row.SaysWhatItsLeafSays()) altered ??= row.Idx;
            }

            for (; at < first + path.Width; at++) bundle.Write(Nothing);
            await PutAsync(folder, path with { Level = null }, bundle.WrittenMemory.ToArray(), ct);
        }

        return altered;
    }

    private static byte[] InPlace(IReadOnlyList<Row> rows, long first, int width)
    {
        var hashes = new byte[width * Merkle.HashSize];
        foreach (var row in rows) row.LeafHash.CopyTo(hashes, (row.Idx - first) * Merkle.HashSize);

        return hashes;
    }

    private static async Task PutAsync(string folder, TilePath path, byte[] bytes, CancellationToken ct)
    {
        var file = Path.Combine(folder, "tile", path.ToString());
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, ct);
    }

    private sealed record Row
    {
        public required long Idx { get; init; }
        public required byte[] Leaf { get; init; }
        public required byte[] LeafHash { get; init; }
        public byte[]? Manifest { get; init; }
        public required string Kind { get; init; }
        public string? TransactionId { get; init; }
        public string? ChildRef { get; init; }
        public string? Agent { get; init; }
        public string? Purpose { get; init; }
        public required string Outcome { get; init; }

        /// <summary>Whether the columns an auditor searches by are the keys that were hashed.</summary>
        public bool SaysWhatItsLeafSays() => LogLeaf.KeysOf(Leaf) == new LogKeys { Kind = Kind, Transaction = TransactionId, ChildRef = ChildRef, Agent = Agent, Purpose = Purpose, Outcome = Outcome };
    }
}
