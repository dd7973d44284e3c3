using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Read;

/// <summary>Finds and opens the renditions of what was permitted.</summary>
internal sealed class Bodies(Database database, Envelope envelope, DocumentVault vault)
{
    private const long MostAhead = 1 << 20;

    private const string Rendition =
        """
        SELECT resource_id, variant, page, version, content_type, size, sha256, chunks, wrapped, bytes, file FROM renditions
        WHERE resource_id = @Id AND variant = @Variant AND page = @page AND version = @Version
        """;

    /// <summary>
    /// Opens the rendition of each; those that have none in the variant and version decided on are left out. First chunks are opened ahead, up to a
    /// mebibyte of them.
    /// </summary>
    /// <exception cref="SealBrokenException">One does not open.</exception>
    public async Task<IReadOnlyList<OpenBody>> OpenAsync(IReadOnlyList<Judged> permitted, CancellationToken ct)
    {
        var open = new List<OpenBody>(permitted.Count);
        try
        {
            await using var connection = await database.OpenAsync(ct);
            foreach (var judged in permitted)
            {
                var row = await connection.QuerySingleOrDefaultAsync<RenditionRow>(new CommandDefinition(
                    Rendition, new { judged.Asked.Id, judged.Decision.Variant, page = judged.Asked.Page ?? 0, judged.Version }, cancellationToken: ct));
                if (row is not null) open.Add(Open(judged, row));
            }

            long ahead = 0;
            foreach (var body in open)
            {
                if (ahead >= MostAhead) break;
                ahead += await body.OpenAheadAsync(ct);
            }

            return open;
        }
        catch
        {
            foreach (var body in open) body.Dispose();
            throw;
        }
    }

    private OpenBody Open(Judged judged, RenditionRow row)
    {
        var key = envelope.Unwrap(RenditionRow.SealName(row.ResourceId, row.Variant, row.Page), row.Wrapped);

        return new(judged, row, key, row.File is null ? null : vault.Open(row.File, row.Size));
    }
}
