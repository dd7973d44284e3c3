// Promise: a tile is made once, of the hashes as they stand in the log, and the edge that comes out must be the edge of the log's head.
using System.Data.Common;
using BoroughBridge.DisclosureLog.Tree;
using Dapper;

namespace BoroughBridge.DisclosureLog.Tiles;

/// <summary>Makes full tiles of what has been logged since the last time, in the caller's transaction, which holds the builder's lock.</summary>
internal sealed class TileBuilder(DbTransaction transaction, CancellationToken ct)
{
    /// <summary>Most entries tiled in one transaction.</summary>
    public const int MostAtOnce = 50_000;

    private DbConnection Connection => transaction.Connection!;

    /// <summary>Goes on towards <paramref name="to"/>, at most <see cref="MostAtOnce"/> entries, and returns the edge of the tree there.</summary>
    /// <exception cref="LogUnavailableException">An entry is missing.</exception>
    public async Task<MerkleFrontier> ExtendAsync(long to)
    {
        var (size, bytes) = await Connection.QuerySingleAsync<(long Size, byte[]? Frontier)>(Command("SELECT size, frontier FROM log_tiled WHERE id = 1"));
        var edge = EdgeOf(size, bytes);
        to = Math.Min(to, size + MostAtOnce);
        if (to <= size) return edge;

        var tile = new List<byte[]>(TilePath.Full);
        var at = size / TilePath.Full * TilePath.Full;
        foreach (var hash in await Connection.QueryAsync<byte[]>(Command("SELECT leaf_hash FROM log_entries WHERE idx >= @at AND idx < @to ORDER BY idx", new { at, to })))
        {
            if (at >= size) edge.Append(hash);
            tile.Add(hash);
            at++;
            if (tile.Count < TilePath.Full) continue;

            await AddAsync(0, (at / TilePath.Full) - 1, tile);
            tile.Clear();
        }

        if (at != to) throw new LogUnavailableException("log-entries-missing");
        await Connection.ExecuteAsync(Command("UPDATE log_tiled SET size = @to, frontier = @frontier WHERE id = 1", new { to, frontier = edge.ToBytes() }));

        return edge;
    }

    private static MerkleFrontier EdgeOf(long size, byte[]? bytes)
    {
        try
        {
            return new(size, bytes ?? []);
        }
        catch (FormatException e)
        {
            throw new LogUnavailableException("log-tree-mismatch", e);
        }
    }

    private async Task AddAsync(int level, long index, IReadOnlyList<byte[]> hashes)
    {
        var tile = hashes.SelectMany(hash => hash).ToArray();
        await Connection.ExecuteAsync(Command(
            "INSERT INTO log_tiles (level, idx, hashes, root) VALUES (@level, @index, @tile, @root)", new { level, index, tile, root = TileNodes.Subtree(tile) }));
        if ((index + 1) % TilePath.Full != 0) return;

        var above = (await Connection.QueryAsync<byte[]>(Command(
            "SELECT root FROM log_tiles WHERE level = @level AND idx > @index - 256 AND idx <= @index ORDER BY idx", new { level, index }))).AsList();
        if (above.Count != TilePath.Full) throw new LogUnavailableException("log-tiles-missing");
        await AddAsync(level + 1, index / TilePath.Full, above);
    }

    private CommandDefinition Command(string sql, object? values = null) => new(sql, values, transaction, cancellationToken: ct);
}
