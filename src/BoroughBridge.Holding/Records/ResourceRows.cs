using System.Data.Common;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Records;

/// <summary>A resource as its row has it, without content.</summary>
internal sealed class ResourceRow
{
    public string Id { get; set; } = "";
    public string Type { get; set; } = "";
    public string ChildRef { get; set; } = "";
    public int Version { get; set; }
    public string? Withdrawn { get; set; }
    public string ContentKey { get; set; } = "";
}

/// <summary>A body to be stored: sealed in the row or in a file of the vault.</summary>
internal sealed class RenditionRow
{
    public string ResourceId { get; set; } = "";
    public string Variant { get; set; } = "";
    public int Page { get; set; }
    public int Version { get; set; }
    public string ContentType { get; set; } = "";
    public long Size { get; set; }
    public string Sha256 { get; set; } = "";
    public string Chunks { get; set; } = "";
    public byte[] Wrapped { get; set; } = [];
    public byte[]? Bytes { get; set; }
    public string? File { get; set; }

    /// <summary>The name a rendition is sealed under: it opens as nothing else.</summary>
    public static string SealName(string resourceId, string variant, int page) => $"{resourceId}/{variant}/{page}";
}

/// <summary>The SQL of resources and renditions.</summary>
internal static class ResourceRows
{
    private const string Columns = "SELECT id, type, child_ref, version, withdrawn, content_key FROM resources WHERE id = @id";

    public static Task<ResourceRow?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        connection.QuerySingleOrDefaultAsync<ResourceRow>(Columns, new { id }, transaction);

    public static Task UpsertAsync(DbTransaction transaction, RecordPut put, string sourceKey, string? partOf, int version, string contentKey, long recorded) =>
        transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO resources (id, type, child_ref, part_of, source, source_key, kind, day, labels, version, content_key, recorded)
            VALUES (@Id, @Type, @ChildRef, @partOf, @Source, @sourceKey, @Kind, @day, @labels, @version, @contentKey, @recorded)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, day = excluded.day, labels = excluded.labels, version = excluded.version,
                content_key = excluded.content_key, recorded = excluded.recorded
            """,
            new
            {
                put.Id,
                put.Type,
                put.ChildRef,
                partOf,
                put.Source,
                sourceKey,
                put.Kind,
                day = put.Date?.ToText(),
                labels = string.Join(' ', put.Labels),
                version,
                contentKey,
                recorded,
            },
            transaction);

    public static async Task ReplaceRenditionsAsync(DbTransaction transaction, string resourceId, IEnumerable<RenditionRow> renditions)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("DELETE FROM renditions WHERE resource_id = @resourceId", new { resourceId }, transaction);
        foreach (var rendition in renditions)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO renditions (resource_id, variant, page, version, content_type, size, sha256, chunks, wrapped, bytes, file)
                VALUES (@ResourceId, @Variant, @Page, @Version, @ContentType, @Size, @Sha256, @Chunks, @Wrapped, @Bytes, @File)
                """,
                rendition, transaction);
        }
    }

    /// <summary>Hashes of a document's whole and pages, in order.</summary>
    public static async Task<IReadOnlyList<string>> HashesAsync(DbConnection connection, string resourceId, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<string>("SELECT sha256 FROM renditions WHERE resource_id = @resourceId AND variant = 'full' ORDER BY page", new { resourceId }, transaction)];

    /// <summary>The bodies stay as they are; their document has a new version.</summary>
    public static Task MoveOnAsync(DbTransaction transaction, string resourceId, int version) =>
        transaction.Connection!.ExecuteAsync("UPDATE renditions SET version = @version WHERE resource_id = @resourceId", new { resourceId, version }, transaction);

    public static Task WithdrawAsync(DbTransaction transaction, string id, string reason, int version, long recorded) =>
        transaction.Connection!.ExecuteAsync(
            "UPDATE resources SET withdrawn = @reason, version = @version, recorded = @recorded WHERE id = @id OR part_of = @id",
            new { id, reason, version, recorded }, transaction);
}
