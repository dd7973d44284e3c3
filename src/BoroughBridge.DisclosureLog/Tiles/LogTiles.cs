using System.Buffers.Binary;
using System.Data.Common;
using BoroughBridge.DisclosureLog.Tree;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.DisclosureLog.Tiles;

/// <summary>The log's tiles and entry bundles, as C2SP tlog-tiles serves them, for every size up to what has been tiled.</summary>
public sealed class LogTiles(Database database)
{
    /// <summary>The hashes of a tile; none where the tree has no such tile.</summary>
    public async Task<byte[]?> HashesAsync(TilePath path, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await HashesAsync(path, connection, null, ct);
    }

    /// <summary>A full tile as it was stored; none where the tile is not full, so that the hashes still stand with the entries alone.</summary>
    internal async Task<byte[]?> FullAsync(TilePath path, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
            "SELECT hashes FROM log_tiles WHERE level = @Level AND idx = @Index", new { path.Level, path.Index }, cancellationToken: ct)) is { } full ? full[..(path.Width * Merkle.HashSize)] : null;
    }

    /// <summary>Entries, each behind its length in two bytes; none where the tree has no such bundle, or its entries are no longer kept.</summary>
    public async Task<byte[]?> BundleAsync(TilePath path, CancellationToken ct)
    {
        if (path.Level is not null || path.Index > long.MaxValue / TilePath.Full - 1) return null;
        await using var connection = await database.OpenAsync(ct);
        var first = path.Index * TilePath.Full;
        var leaves = (await connection.QueryAsync<byte[]>(new CommandDefinition(
            "SELECT leaf FROM log_entries WHERE idx >= @first AND idx < @end AND idx < (SELECT size FROM log_tiled WHERE id = 1) ORDER BY idx",
            new { first, end = first + path.Width }, cancellationToken: ct))).AsList();
        if (leaves.Count != path.Width || leaves.Exists(leaf => leaf.Length == 0)) return null;

        var bundle = new byte[leaves.Sum(leaf => leaf.Length + sizeof(ushort))];
        var at = 0;
        foreach (var leaf in leaves)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bundle.AsSpan(at), checked((ushort)leaf.Length));
            leaf.CopyTo(bundle, at + sizeof(ushort));
            at += sizeof(ushort) + leaf.Length;
        }

        return bundle;
    }

    /// <summary>Proof that an entry is in the tree of that size.</summary>
    /// <exception cref="InvalidDataException">The tree is not that large, or its hashes are no longer there.</exception>
    public Task<List<byte[]>> InclusionAsync(long index, long size, CancellationToken ct) => MerkleProofs.InclusionAsync(index, size, new TileNodes(size, HashesAsync, ct).NodeAsync);

    /// <summary>Proof that the larger tree begins with the smaller.</summary>
    /// <exception cref="InvalidDataException">The tree is not that large, or its hashes are no longer there.</exception>
    public Task<List<byte[]>> ConsistencyAsync(long from, long to, CancellationToken ct) => MerkleProofs.ConsistencyAsync(from, to, new TileNodes(to, HashesAsync, ct).NodeAsync);

    /// <summary>The root of the tree as it was at that size.</summary>
    /// <exception cref="InvalidDataException">The tree is not that large, or its hashes are no longer there.</exception>
    public Task<byte[]> RootAsync(long size, CancellationToken ct) => MerkleProofs.RootAsync(size, new TileNodes(size, HashesAsync, ct).NodeAsync);

    internal static Task<byte[]> RootAsync(long size, DbTransaction transaction, CancellationToken ct) =>
        MerkleProofs.RootAsync(size, new TileNodes(size, (path, stop) => HashesAsync(path, transaction.Connection!, transaction, stop), ct).NodeAsync);

    private static async Task<byte[]?> HashesAsync(TilePath path, DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        if (path.Level is not { } level) return null;
        var size = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT size FROM log_tiled WHERE id = 1", null, transaction, cancellationToken: ct));
        if (path.Index > long.MaxValue / TilePath.Full - 1 || (path.Index * TilePath.Full) + path.Width > TilePath.HashesAt(level, size)) return null;

        var full = await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
            "SELECT hashes FROM log_tiles WHERE level = @level AND idx = @index", new { level, index = path.Index }, transaction, cancellationToken: ct));
        if (full is not null) return full[..(path.Width * Merkle.HashSize)];

        var range = new { below = level - 1, first = path.Index * TilePath.Full, end = (path.Index * TilePath.Full) + path.Width };
        var hashes = await connection.QueryAsync<byte[]>(new CommandDefinition(
            level == 0
                ? "SELECT leaf_hash FROM log_entries WHERE idx >= @first AND idx < @end ORDER BY idx"
                : "SELECT root FROM log_tiles WHERE level = @below AND idx >= @first AND idx < @end ORDER BY idx",
            range, transaction, cancellationToken: ct));
        var tile = hashes.SelectMany(hash => hash).ToArray();

        return tile.Length == path.Width * Merkle.HashSize ? tile : null;
    }
}
