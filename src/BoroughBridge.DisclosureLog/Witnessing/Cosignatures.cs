// Promise: a co-signature counts only where a known witness gave it over a checkpoint of this log; a checkpoint under our own signature that is not of this log is kept as proof.
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>What became of a note that a witness handed in.</summary>
internal enum Taken
{
    /// <summary>A known witness's co-signature, kept.</summary>
    Counted,

    /// <summary>Ours and true, and nobody we know has co-signed it.</summary>
    NothingNew,

    /// <summary>Under our signature, and not of this log: it has been rolled back, or has two histories.</summary>
    Disagrees,

    /// <summary>Not a checkpoint that we signed.</summary>
    NotOurs,
}

/// <summary>Co-signatures of our own checkpoints.</summary>
internal sealed class Cosignatures(Database database, LogOptions options, PeerLogs peers, LogTiles tiles, TimeProvider clock)
{
    /// <summary>Takes a note of ours in, with the co-signatures it carries.</summary>
    public async Task<Taken> TakeAsync(string note, string from, CancellationToken ct)
    {
        if (Checkpoint.Open(note, options.Origin, LogKey.Load(options.KeyFile).PublicKey, out _) is not { } checkpoint) return Taken.NotOurs;
        if (await RootAsync(checkpoint.Size, ct) != checkpoint.Root)
        {
            await KeepAsync(note, from, ct);

            return Taken.Disagrees;
        }

        SignedNote.TryRead(note, out var text, out var signatures);
        var counted = false;
        foreach (var peer in peers.All)
        {
            // The time is the witness's own word: an old line that is handed in again is no news.
            var given = signatures.Select(line => (Line: line, At: Cosignature.Verify(line, text, peer.Origin, peer.PublicKey))).Where(one => one.At is not null).MaxBy(one => one.At);
            if (given.At is not { } at) continue;
            counted = true;
            var now = clock.GetUtcNow();
            await database.InTransactionAsync(transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO log_cosignatures (size, witness, line, heard_at) VALUES (@Size, @Origin, @Line, @at)
                ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, heard_at = excluded.heard_at WHERE excluded.heard_at > log_cosignatures.heard_at
                """,
                new { checkpoint.Size, peer.Origin, given.Line.Line, at = (at < now ? at : now).ToMicroseconds() }, transaction, cancellationToken: ct)), ct);
        }

        return counted ? Taken.Counted : Taken.NothingNew;
    }

    /// <summary>When each witness was last heard of.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> HeardAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(string Witness, long At)>(new CommandDefinition("SELECT witness, MAX(heard_at) FROM log_cosignatures GROUP BY witness", cancellationToken: ct));

        return rows.ToDictionary(row => row.Witness, row => Instants.FromMicroseconds(row.At), StringComparer.Ordinal);
    }

    /// <summary>When this log first said anything: from then on it is to be witnessed.</summary>
    public async Task<DateTimeOffset?> BegunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT MIN(signed_at) FROM log_checkpoints", cancellationToken: ct)) is { } at ? Instants.FromMicroseconds(at) : null;
    }

    public async Task<bool> DisagreesAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM log_disagreements", cancellationToken: ct)) > 0;
    }

    private Task<int> KeepAsync(string note, string from, CancellationToken ct) => database.InTransactionAsync(transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "INSERT INTO log_disagreements (note, origin, witness, seen_at) VALUES (@note, @Origin, @from, @at) ON CONFLICT (note) DO NOTHING",
        new { note, options.Origin, from, at = clock.GetUtcNow().ToMicroseconds() }, transaction, cancellationToken: ct)), ct);

    private async Task<string> RootAsync(long size, CancellationToken ct)
    {
        try
        {
            return Convert.ToHexStringLower(await tiles.RootAsync(size, ct));
        }
        catch (InvalidDataException)
        {
            return "larger than this log";
        }
    }
}
