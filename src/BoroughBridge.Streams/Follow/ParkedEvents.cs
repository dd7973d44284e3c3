using System.Data.Common;
using BoroughBridge.Contracts.Streams;
using Dapper;

namespace BoroughBridge.Streams;

/// <summary>Events that can never be applied: kept by number, type and code, without their data, until a resync replaces everything.</summary>
internal static class ParkedEvents
{
    public static Task ParkAsync(string stream, StreamEntry entry, string code, DateTimeOffset now, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO stream_parked (stream, epoch, number, child_ref, type, code, parked)
            VALUES (@stream, @epoch, @number, @child, @type, @code, @now) ON CONFLICT DO NOTHING
            """,
            new { stream, epoch = entry.Streamepoch, number = entry.Streamnumber, child = entry.Subject, type = entry.Type, code, now },
            transaction,
            cancellationToken: ct));

    public static Task ForgetAsync(string stream, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM stream_parked WHERE stream = @stream", new { stream }, transaction, cancellationToken: ct));
}
