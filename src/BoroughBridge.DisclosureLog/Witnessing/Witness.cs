// Promise: C2SP tlog-witness: nothing is co-signed that does not follow from what was co-signed before, and that is remembered durably before the answer.
using System.Data.Common;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>What a witness answers, as the status codes of tlog-witness.</summary>
internal enum WitnessStatus
{
    Cosigned = 200,
    Malformed = 400,
    NotSigned = 403,
    UnknownLog = 404,
    Conflict = 409,
    NotConsistent = 422,
}

/// <summary>The answer: the co-signature line, or the size of the checkpoint remembered, where that is what was not met.</summary>
internal sealed record WitnessAnswer(WitnessStatus Status, string Line = "", long? Size = null);

/// <summary>Co-signs the logs this part knows.</summary>
internal sealed class Witness(Database database, LogOptions options, PeerLogs peers, TimeProvider clock)
{
    private const int MostProof = 63;

    /// <summary>tlog-witness add-checkpoint.</summary>
    public async Task<WitnessAnswer> AddCheckpointAsync(long old, IReadOnlyList<byte[]> proof, string note, CancellationToken ct)
    {
        if (!SignedNote.TryRead(note, out var text, out _) || proof.Count > MostProof) return new(WitnessStatus.Malformed);
        if (peers.ByOrigin(text[..text.IndexOf('\n', StringComparison.Ordinal)]) is not { } log) return new(WitnessStatus.UnknownLog);
        if (SignedNote.Open(note, log.Origin, log.PublicKey, out _) is null) return new(WitnessStatus.NotSigned);
        if (Checkpoint.Open(note, log.Origin, log.PublicKey, out _) is not { } checkpoint || old < 0 || old > checkpoint.Size) return new(WitnessStatus.Malformed);

        var key = LogKey.Load(options.KeyFile);

        return await database.InTransactionAsync(async transaction =>
        {
            var last = await LockedAsync(log.Origin, transaction, ct);
            if (last.Size != old) return new(WitnessStatus.Conflict, Size: last.Size);
            var root = Convert.FromHexString(checkpoint.Root);
            if (old == checkpoint.Size && !root.AsSpan().SequenceEqual(old == 0 && last.Root.Length == 0 ? Merkle.EmptyRoot() : last.Root)) return new(WitnessStatus.Conflict, Size: last.Size);
            if (!(old == 0 ? proof.Count == 0 : Merkle.VerifyConsistency(old, checkpoint.Size, last.Root, root, proof))) return new(WitnessStatus.NotConsistent);

            var now = clock.GetUtcNow();
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE log_watched SET size = @Size, root = @root, note = @note, seen_at = @at WHERE origin = @Origin",
                new { checkpoint.Size, root, note, at = now.ToMicroseconds(), log.Origin }, transaction, cancellationToken: ct));

            return new WitnessAnswer(WitnessStatus.Cosigned, Cosignature.Sign(text, options.Origin, key, now));
        }, ct);
    }

    /// <summary>The last checkpoint of a log that was co-signed; none where none was.</summary>
    public async Task<(long Size, byte[] Root, string Note)?> LastAsync(string origin, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.QuerySingleOrDefaultAsync<(long, byte[], string)?>(new CommandDefinition(
            "SELECT size, root, note FROM log_watched WHERE origin = @origin AND note <> ''", new { origin }, cancellationToken: ct));
    }

    // The row is made before it is locked, so that two who ask about a new log at once queue at it.
    private async Task<(long Size, byte[] Root)> LockedAsync(string origin, DbTransaction transaction, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO log_watched (origin, size, root, note, seen_at) VALUES (@origin, 0, @none, '', 0) ON CONFLICT (origin) DO NOTHING",
            new { origin, none = Array.Empty<byte>() }, transaction, cancellationToken: ct));

        return await transaction.Connection!.QuerySingleAsync<(long, byte[])>(new CommandDefinition(
            "SELECT size, root FROM log_watched WHERE origin = @origin" + database.ForUpdate, new { origin }, transaction, cancellationToken: ct));
    }
}
