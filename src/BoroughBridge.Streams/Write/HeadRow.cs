using System.Data.Common;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Streams;

/// <summary>The head of a stream: the last entry appended in the present epoch, which is random and begins at first use.</summary>
internal sealed record HeadRow
{
    public string Epoch { get; init; } = "";
    public long Number { get; init; }
    public string Hash { get; init; } = "";

    public static async Task<HeadRow?> ReadAsync(DbConnection connection, string stream, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<HeadRow>(
            new CommandDefinition("SELECT epoch, number, hash FROM stream_head WHERE stream = @stream", new { stream }, cancellationToken: ct));

    /// <summary>Takes the lock every append needs, held to the end of the transaction.</summary>
    public static async Task<HeadRow> LockAsync(Database database, string stream, TimeProvider clock, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var select = new CommandDefinition(
            $"SELECT epoch, number, hash FROM stream_head WHERE stream = @stream{database.ForUpdate}", new { stream }, transaction, cancellationToken: ct);
        if (await connection.QuerySingleOrDefaultAsync<HeadRow>(select) is { } head) return head;

        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO stream_head (stream, epoch, number, hash, epoch_started) VALUES (@stream, @epoch, 0, @hash, @now) ON CONFLICT DO NOTHING",
            new { stream, epoch = Ids.New(), hash = StreamEntry.NoHash, now = clock.GetUtcNow() },
            transaction,
            cancellationToken: ct));

        return await connection.QuerySingleAsync<HeadRow>(select);
    }
}
