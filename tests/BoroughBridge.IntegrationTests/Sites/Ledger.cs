using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.Sites;

/// <summary>What the publisher of a stream has appended, and what its reader says it has applied, from their own databases.</summary>
internal sealed record StreamEnds(string Epoch, IReadOnlyList<(long Number, string Hash)> Entries, string? AppliedEpoch, long Applied, string AppliedHash, int Parked)
{
    /// <summary>Whether the reader stands at the publisher's head.</summary>
    public bool AreLevel => AppliedEpoch == Epoch && Applied == Entries.Count && (Entries.Count == 0 || AppliedHash == Entries[^1].Hash);

    public static async Task<StreamEnds> ReadAsync(Database publisher, Database reader, string stream)
    {
        await using var from = await publisher.OpenAsync(default);
        await using var to = await reader.OpenAsync(default);
        var epoch = await from.ExecuteScalarAsync<string>("SELECT epoch FROM stream_head WHERE stream = @stream", new { stream }) ?? "";
        var entries = await from.QueryAsync<(long, string)>("SELECT number, hash FROM stream_entries WHERE stream = @stream AND epoch = @epoch ORDER BY number", new { stream, epoch });
        var position = await to.QuerySingleOrDefaultAsync<(string? Epoch, long Number, string Hash)>("SELECT epoch, number, hash FROM stream_position WHERE stream = @stream", new { stream });
        var parked = await to.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM stream_parked WHERE stream = @stream", new { stream });

        return new(epoch, [.. entries], position.Epoch, position.Number, position.Hash ?? StreamEntry.NoHash, parked);
    }
}

/// <summary>
/// A trigger of the test's own in a reader's PostgreSQL: every move of a position, written by the database itself in the very transaction that applied the
/// events. A move that repeats, skips or goes back shows as a row that does not follow the one before.
/// </summary>
internal static class MoveLedger
{
    public static async Task PutAsync(Database reader)
    {
        await using var connection = await reader.OpenAsync(default);
        await connection.ExecuteAsync(
            """
            CREATE TABLE test_moves (n BIGSERIAL PRIMARY KEY, stream TEXT, from_epoch TEXT, from_number BIGINT, to_epoch TEXT, to_number BIGINT);
            CREATE FUNCTION test_move() RETURNS trigger AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                INSERT INTO test_moves (stream, from_epoch, from_number, to_epoch, to_number) VALUES (NEW.stream, NULL, 0, NEW.epoch, NEW.number);
              ELSE
                INSERT INTO test_moves (stream, from_epoch, from_number, to_epoch, to_number) VALUES (NEW.stream, OLD.epoch, OLD.number, NEW.epoch, NEW.number);
              END IF;
              RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE TRIGGER test_moves AFTER INSERT OR UPDATE OF epoch, number ON stream_position FOR EACH ROW EXECUTE FUNCTION test_move();
            """);
    }

    /// <summary>Moves of a stream, in commit order of the row itself: its lock makes them follow one another.</summary>
    public static async Task<IReadOnlyList<(string? FromEpoch, long From, string? ToEpoch, long To)>> ReadAsync(Database reader, string stream)
    {
        await using var connection = await reader.OpenAsync(default);

        return [.. await connection.QueryAsync<(string?, long, string?, long)>(
            "SELECT from_epoch, from_number, to_epoch, to_number FROM test_moves WHERE stream = @stream ORDER BY n", new { stream })];
    }
}
