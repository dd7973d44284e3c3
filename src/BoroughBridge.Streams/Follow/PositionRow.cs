using System.Data.Common;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Streams;

/// <summary>How far a reader has come.</summary>
public sealed record StreamPosition(string? Epoch, long Number, string Hash, int Parked)
{
    /// <summary>Nothing read yet.</summary>
    public static readonly StreamPosition None = new(null, 0, StreamEntry.NoHash, 0);

    internal bool SamePlace(StreamPosition other) => (Epoch, Number, Hash) == (other.Epoch, other.Number, other.Hash);
}

/// <summary>The position of a stream in its reader's database.</summary>
internal sealed record PositionRow
{
    public string? Epoch { get; init; }
    public long Number { get; init; }
    public string Hash { get; init; } = StreamEntry.NoHash;
    public long Parked { get; init; }

    private StreamPosition Place => new(Epoch, Number, Hash, (int)Parked);

    public static async Task<StreamPosition> ReadAsync(DbConnection connection, string stream, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<PositionRow>(new CommandDefinition(
            """
            SELECT epoch, number, hash, (SELECT count(*) FROM stream_parked parked WHERE parked.stream = position.stream) AS parked
            FROM stream_position position WHERE stream = @stream
            """,
            new { stream },
            cancellationToken: ct));

        return row?.Place ?? StreamPosition.None;
    }

    /// <summary>Takes the lock whoever applies must hold, to the end of the transaction.</summary>
    public static async Task<StreamPosition> LockAsync(Database database, string stream, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var select = new CommandDefinition(
            $"SELECT epoch, number, hash FROM stream_position WHERE stream = @stream{database.ForUpdate}", new { stream }, transaction, cancellationToken: ct);
        if (await connection.QuerySingleOrDefaultAsync<PositionRow>(select) is { } row) return row.Place;

        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO stream_position (stream, epoch, number, hash, applied) VALUES (@stream, NULL, 0, @hash, NULL) ON CONFLICT DO NOTHING",
            new { stream, hash = StreamEntry.NoHash },
            transaction,
            cancellationToken: ct));

        return (await connection.QuerySingleAsync<PositionRow>(select)).Place;
    }

    public static Task MoveAsync(string stream, StreamPosition to, DateTimeOffset now, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE stream_position SET epoch = @Epoch, number = @Number, hash = @Hash, applied = @now WHERE stream = @stream",
            new { stream, to.Epoch, to.Number, to.Hash, now },
            transaction,
            cancellationToken: ct));
}
