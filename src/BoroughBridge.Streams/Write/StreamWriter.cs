using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BoroughBridge.Streams;

/// <summary>The publishing end of one numbered stream: events are appended in the transaction of the change they tell of (decision 3).</summary>
public sealed class StreamWriter(Database database, string stream, TimeProvider clock, ILogger<StreamWriter>? logger = null)
{
    /// <summary>Most entries of a page.</summary>
    public const int MostEntries = 500;

    private readonly Signal appended = new();
    private readonly ReaderTold told = new();

    public string Stream => stream;

    /// <summary>Completes when this process next commits an append; taken before looking, nothing is missed.</summary>
    public Task Appended => appended.Next;

    /// <summary>Appends under a lock on the stream's head, so numbers follow commit order without a gap. Durable when the transaction is.</summary>
    public async Task<StreamEntry> AppendAsync(IStreamEvent data, DbTransaction transaction, CancellationToken ct)
    {
        var head = await HeadRow.LockAsync(database, stream, clock, transaction, ct);
        var entry = StreamEntry.Following(stream, head.Epoch, head.Number + 1, head.Hash, data, clock.GetUtcNow());
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO stream_entries (stream, epoch, number, id, hash, recorded, entry) VALUES (@stream, @epoch, @number, @id, @hash, @recorded, @bytes);
            UPDATE stream_head SET number = @number, hash = @hash WHERE stream = @stream
            """,
            new
            {
                stream,
                epoch = head.Epoch,
                number = entry.Streamnumber,
                id = entry.Id,
                hash = entry.Streamhash,
                recorded = entry.Time,
                bytes = JsonSerializer.SerializeToUtf8Bytes(entry, Wire.Json),
            },
            transaction,
            cancellationToken: ct));
        database.AfterCommit(transaction, appended.Ring);

        return entry;
    }

    /// <summary>Entries from a number on, at most <see cref="MostEntries"/>; empty with the present epoch where the epoch asked for is another.</summary>
    public async Task<StreamPage> PageAsync(string? epoch, long from, int take, CancellationToken ct)
    {
        var head = await HeadAsync(ct);
        IReadOnlyList<StreamEntry> entries = [];
        if ((epoch is null || epoch == head.Epoch) && from <= head.Number && take > 0)
        {
            await using var connection = await database.OpenAsync(ct);
            var rows = await connection.QueryAsync<byte[]>(new CommandDefinition(
                "SELECT entry FROM stream_entries WHERE stream = @stream AND epoch = @present AND number >= @first AND number <= @last ORDER BY number",
                new { stream, present = head.Epoch, first = Math.Max(1, from), last = Math.Min(head.Number, Math.Max(1, from) + Math.Min(take, MostEntries) - 1) },
                cancellationToken: ct));
            entries = [.. rows.Select(row => JsonSerializer.Deserialize<StreamEntry>(row, Wire.Json)!)];
        }

        return new StreamPage { Stream = stream, Epoch = head.Epoch, Head = head.Number, HeadHash = head.Hash, Entries = entries };
    }

    /// <summary>
    /// As <see cref="PageAsync(string?, long, int, CancellationToken)"/>, for a reader that says what it has applied. Where that is not what this stream
    /// holds at that number, this store was restored from a backup: a new epoch begins, and the page is of it and empty.
    /// </summary>
    public async Task<StreamPage> AnswerAsync(StreamPosition applied, long from, int take, CancellationToken ct)
    {
        if (applied.Epoch is not null && !await HoldsAsync(applied, ct)) await NewEpochAsync(onlyFrom: applied.Epoch, ct);
        told.Take(applied);

        return await PageAsync(applied.Epoch, from, take, ct);
    }

    /// <summary>
    /// A snapshot whose events are what the stream has told up to its number: no append commits between the two, for the head is locked. The function
    /// reads the present state of every child in the stream, in the transaction given, as the events that would make it.
    /// </summary>
    public Task<StreamSnapshot> SnapshotAsync(Func<DbTransaction, CancellationToken, Task<IReadOnlyList<SnapshotEvent>>> state, CancellationToken ct) =>
        database.InTransactionAsync(
            async transaction =>
            {
                var head = await HeadRow.LockAsync(database, stream, clock, transaction, ct);

                return new StreamSnapshot { Stream = stream, Epoch = head.Epoch, Number = head.Number, Hash = head.Hash, Events = await state(transaction, ct) };
            },
            ct);

    /// <summary>Starts a new epoch at number 1: after a restore (the operator's verb, or a head that stands behind what a reader has applied).</summary>
    public Task NewEpochAsync(CancellationToken ct) => NewEpochAsync(onlyFrom: null, ct);

    /// <summary>Completes when something is appended in this process, or after the time given; the relay's alarm clock.</summary>
    public Task WaitForMoreAsync(TimeSpan atMost, CancellationToken ct) => appended.WaitAsync(atMost, clock, ct);

    /// <summary>Where the stream stands, as its publisher knows it.</summary>
    public Task<StreamStatus> StatusAsync(CancellationToken ct) => PublisherStatus.ReadAsync(database, stream, told.Number, clock, ct);

    internal async Task<HeadRow> HeadAsync(CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (await HeadRow.ReadAsync(connection, stream, ct) is { } head) return head;
        }

        return await database.InTransactionAsync(transaction => HeadRow.LockAsync(database, stream, clock, transaction, ct), ct);
    }

    private async Task<bool> HoldsAsync(StreamPosition applied, CancellationToken ct)
    {
        var head = await HeadAsync(ct);
        if (applied.Epoch != head.Epoch || applied.Number == 0) return true;
        if (applied.Number >= head.Number) return applied.Number == head.Number && applied.Hash == head.Hash;

        await using var connection = await database.OpenAsync(ct);
        var hash = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            "SELECT hash FROM stream_entries WHERE stream = @stream AND epoch = @Epoch AND number = @Number",
            new { stream, applied.Epoch, applied.Number },
            cancellationToken: ct));

        return hash == applied.Hash;
    }

    private async Task NewEpochAsync(string? onlyFrom, CancellationToken ct)
    {
        var begun = await database.InTransactionAsync(
            async transaction =>
            {
                var head = await HeadRow.LockAsync(database, stream, clock, transaction, ct);
                if (onlyFrom is not null && head.Epoch != onlyFrom) return false;

                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    "UPDATE stream_head SET epoch = @epoch, number = 0, hash = @hash, epoch_started = @now WHERE stream = @stream",
                    new { stream, epoch = Ids.New(), hash = StreamEntry.NoHash, now = clock.GetUtcNow() },
                    transaction,
                    cancellationToken: ct));
                database.AfterCommit(transaction, appended.Ring);

                return true;
            },
            ct);
        if (begun) Log.NewEpoch(logger ?? (ILogger)NullLogger.Instance, stream, onlyFrom is not null);
    }
}
