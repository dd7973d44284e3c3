// Promise: no checkpoint is signed that an earlier one does not lead to, nor one whose tree is not that of the entries that are there.
using System.Data.Common;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>A checkpoint as it was signed, with the co-signatures that have come in.</summary>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, string Note, DateTimeOffset SignedAt);

/// <summary>The log's checkpoints: signed at most every <see cref="LogOptions.CheckpointSeconds"/>, and at once on demand; by one instance at a time.</summary>
public sealed class LogCheckpoints(Database database, LogOptions options, TimeProvider clock)
{
    private const long Lock = 7_214_904;
    private readonly LogStore store = new(database, options.WriteTimeoutSeconds);

    /// <summary>The head, as size and root: what is not signed yet included.</summary>
    public async Task<Checkpoint> HeadAsync(CancellationToken ct)
    {
        var head = await store.HeadAsync(ct);

        return Of(head.Size, head.Edge().Root());
    }

    /// <summary>The last checkpoint, or a new one where that is older than set and the log has grown.</summary>
    /// <exception cref="LogUnavailableException">It cannot be signed; the message is a code.</exception>
    public async Task<SignedCheckpoint> LatestAsync(CancellationToken ct)
    {
        if (await LastAsync(ct) is { } last)
        {
            if (clock.GetUtcNow() - last.SignedAt < TimeSpan.FromSeconds(options.CheckpointSeconds)) return last;
            if ((await store.HeadAsync(ct)).Size == last.Checkpoint.Size) return last;
        }

        return await SignAsync(ct);
    }

    /// <summary>The last checkpoint that was signed; none where none was.</summary>
    public async Task<SignedCheckpoint?> LastAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await LastAsync(connection, null, ct);
    }

    /// <summary>The last checkpoint that a witness has co-signed, with its co-signatures; none where none was.</summary>
    public async Task<SignedCheckpoint?> LastCosignedAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await LastAsync(connection, null, ct, " WHERE size IN (SELECT size FROM log_cosignatures)");
    }

    /// <summary>Signs the head now.</summary>
    /// <exception cref="LogUnavailableException">
    /// It cannot be signed: the key or the origin is another than before (<c>log-key-changed</c>, <c>log-origin-changed</c>), the head is smaller than what was signed
    /// (<c>log-rolled-back</c>), is not what was signed grown on (<c>log-forked</c>), or is not the head of the entries (<c>log-tree-mismatch</c>).
    /// </exception>
    public async Task<SignedCheckpoint> SignAsync(CancellationToken ct)
    {
        var key = LogKey.Load(options.KeyFile);
        while (true)
        {
            try
            {
                var signed = await database.InTransactionAsync(transaction => SignAsync(key, transaction, ct), ct);
                if (signed is not null) return signed;
            }
            catch (InvalidDataException e)
            {
                throw new LogUnavailableException("log-tiles-missing", e);
            }
        }
    }

    /// <summary>The log's public key as a C2SP verifier key, to be handed to auditors and witnesses.</summary>
    public string VerifierKey() => SignedNote.VerifierKey(options.Origin, LogKey.Load(options.KeyFile).PublicKey);

    // None where there is more to tile than one transaction should hold.
    private async Task<SignedCheckpoint?> SignAsync(LogKey key, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        if (database.Kind == DatabaseKind.Postgres) await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@Lock)", new { Lock }, transaction, cancellationToken: ct));
        await KnowAsync(key, transaction, ct);

        var head = await store.HeadAsync(transaction, ct);
        var last = await LastAsync(connection, transaction, ct);
        if (last?.Checkpoint.Size > head.Size) throw new LogUnavailableException("log-rolled-back");

        var edge = await new TileBuilder(transaction, ct).ExtendAsync(head.Size);
        if (edge.Size < head.Size) return null;
        var now = Of(head.Size, head.Edge().Root());
        if (edge.Size != head.Size || !edge.Root().AsSpan().SequenceEqual(Convert.FromHexString(now.Root))) throw new LogUnavailableException("log-tree-mismatch");
        if (last?.Checkpoint.Size == head.Size) return last.Checkpoint == now ? last : throw new LogUnavailableException("log-forked");
        if (last is not null && Convert.ToHexStringLower(await LogTiles.RootAsync(last.Checkpoint.Size, transaction, ct)) != last.Checkpoint.Root)
            throw new LogUnavailableException("log-forked");

        var signed = new SignedCheckpoint(now, now.Sign(key), clock.GetUtcNow());
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO log_checkpoints (size, root, note, signed_at) VALUES (@size, @root, @note, @at)",
            new { size = head.Size, root = Convert.FromHexString(now.Root), note = signed.Note, at = signed.SignedAt.ToMicroseconds() }, transaction, cancellationToken: ct));

        return signed;
    }

    // A log has one key and one name all its life: under another it would be another log.
    private async Task KnowAsync(LogKey key, DbTransaction transaction, CancellationToken ct)
    {
        var known = await transaction.Connection!.QuerySingleOrDefaultAsync<(string Origin, byte[] PublicKey)?>(new CommandDefinition(
            "SELECT origin, public_key FROM log_identity WHERE id = 1", null, transaction, cancellationToken: ct));
        if (known is null)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO log_identity (id, origin, public_key) VALUES (1, @Origin, @PublicKey)", new { options.Origin, key.PublicKey }, transaction, cancellationToken: ct));
        }
        else if (known.Value.Origin != options.Origin)
        {
            throw new LogUnavailableException("log-origin-changed");
        }
        else if (!known.Value.PublicKey.AsSpan().SequenceEqual(key.PublicKey))
        {
            throw new LogUnavailableException("log-key-changed");
        }
    }

    private async Task<SignedCheckpoint?> LastAsync(DbConnection connection, DbTransaction? transaction, CancellationToken ct, string where = "")
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT size, root, note, signed_at FROM log_checkpoints{where} ORDER BY size DESC LIMIT 1", null, transaction, cancellationToken: ct));

        if (row is null) return null;

        var cosigned = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT line FROM log_cosignatures WHERE size = @Size ORDER BY witness", row, transaction, cancellationToken: ct));

        return new(Of(row.Size, row.Root), row.Note + string.Concat(cosigned), Instants.FromMicroseconds(row.SignedAt));
    }

    private Checkpoint Of(long size, byte[] root) => new(options.Origin, size, Convert.ToHexStringLower(root));

    private sealed record Row
    {
        public required long Size { get; init; }
        public required byte[] Root { get; init; }
        public required string Note { get; init; }
        public required long SignedAt { get; init; }
    }
}
