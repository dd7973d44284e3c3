using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Streams;

/// <summary>
/// How far the broker has confirmed, and the lease by which one relay of many publishes. Two publishing at once would do no harm that a reader does
/// not undo (it puts entries in order and ignores repeats); the lease spares the work.
/// </summary>
internal sealed class RelayLease(Database database, string stream, string owner, TimeProvider clock)
{
    /// <summary>How long a lease lasts after its owner is gone.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    /// <summary>Takes or renews the lease; none where another holds it.</summary>
    public Task<RelayPlace?> TakeAsync(CancellationToken ct) => database.InTransactionAsync<RelayPlace?>(
        async transaction =>
        {
            var connection = transaction.Connection!;
            var now = clock.GetUtcNow();
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO stream_relay (stream, epoch, number, owner, leased_until) VALUES (@stream, '', 0, '', 0) ON CONFLICT DO NOTHING",
                new { stream },
                transaction,
                cancellationToken: ct));

            return await connection.QuerySingleOrDefaultAsync<RelayPlace>(new CommandDefinition(
                """
                UPDATE stream_relay SET owner = @owner, leased_until = @until
                WHERE stream = @stream AND (owner = @owner OR leased_until < @now) RETURNING epoch, number
                """,
                new { stream, owner, until = now + Length, now },
                transaction,
                cancellationToken: ct));
        },
        ct);

    /// <summary>Records how far the broker has confirmed, and renews; false where the lease was lost meanwhile.</summary>
    public Task<bool> RecordAsync(RelayPlace place, CancellationToken ct) => database.InTransactionAsync(
        async transaction => 1 == await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE stream_relay SET epoch = @Epoch, number = @Number, leased_until = @until WHERE stream = @stream AND owner = @owner",
            new { stream, owner, place.Epoch, place.Number, until = clock.GetUtcNow() + Length },
            transaction,
            cancellationToken: ct)),
        ct);

    /// <summary>Gives the lease up, for another to take at once.</summary>
    public Task EndAsync(CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE stream_relay SET leased_until = 0 WHERE stream = @stream AND owner = @owner", new { stream, owner }, transaction, cancellationToken: ct)),
        ct);
}

/// <summary>The last number the broker has confirmed, and its epoch.</summary>
internal sealed record RelayPlace
{
    public string Epoch { get; init; } = "";
    public long Number { get; init; }
}

/// <summary>An entry as it goes out.</summary>
internal sealed record OutgoingEntry
{
    public long Number { get; init; }
    public required string Id { get; init; }
    public required byte[] Entry { get; init; }
}
