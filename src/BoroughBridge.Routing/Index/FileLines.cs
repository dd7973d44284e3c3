using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Routing.Index;

/// <summary>The lines of one child's file, newest first; which of them the caller may see is decided elsewhere.</summary>
internal sealed class FileLines(Database database)
{
    private const int MostLines = 20_000;

    public async Task<IReadOnlyList<IndexLine>> OfAsync(string childRef, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await connection.QueryAsync<IndexLine>(new CommandDefinition(
            """
            SELECT type, id, binary_id, kind, day AS date, medium, status, pages, version FROM idx_things
            WHERE child_ref = @childRef AND withdrawn = 0 ORDER BY day DESC, kind, id LIMIT @most
            """,
            new { childRef, most = MostLines }, cancellationToken: ct))).AsList();
    }
}
