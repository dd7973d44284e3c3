using System.Text;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.PaperScan.Ledger;

/// <summary>Files on their way. A file's row and its pages' rows change together, so that the ledger balances at every commit.</summary>
internal sealed class FileRows(Database database, Sealer sealer, TimeProvider clock)
{
    // A scan that was set aside for what befell us, not for what it is, is no first scan: its copy is read.
    private const string Ahead =
        "(other.role = 'scan' AND other.duplicate_of IS NULL AND other.state IN ('counted', 'decided', 'done') AND COALESCE(other.reason, '') NOT IN ('original-altered', 'worker-fault'))";

    private const string Columns = "id, role, state, reason, name, name_tag, sha256, size, format, pages, duplicate_of, attempts, received";

    /// <summary>Scans and their indexes are paired by this.</summary>
    public string TagOf(string name) => sealer.Mark("stem", DropFolder.Stem(name).ToUpperInvariant());

    public string NameOf(FileRow file) => Encoding.UTF8.GetString(sealer.Open(file.Name, Place(file.Id)));

    /// <summary>Writes down that a file is about to be taken, and what it is called.</summary>
    public Task MeanToTakeAsync(string id, string name, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO paper_files (id, role, state, name, name_tag, pages, attempts, received, changed)
            VALUES (@id, @role, @state, @name, @tag, 0, 0, @now, @now)
            """,
            new
            {
                id,
                role = DropFolder.IsIndex(name) ? "index" : "scan",
                state = FileState.Taking,
                name = sealer.Seal(Encoding.UTF8.GetBytes(name), Place(id)),
                tag = TagOf(name),
                now = clock.GetUtcNow(),
            },
            transaction),
        ct);

    /// <summary>Nothing was taken after all: the file is still where it lay, or was never there.</summary>
    public Task ForgetAsync(string id, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync("DELETE FROM paper_files WHERE id = @id AND state = @state", new { id, state = FileState.Taking }, transaction), ct);

    /// <summary>The original is kept. A scan counts as one page held until its pages are counted; an index is no page.</summary>
    public Task ReceivedAsync(FileRow file, string sha256, long size, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var pages = file.Role == "scan" ? 1 : 0;
            var state = file.Role == "scan" ? FileState.Received : FileState.Done;
            var changed = await transaction.Connection!.ExecuteAsync(
                "UPDATE paper_files SET role = @Role, state = @state, sha256 = @sha256, size = @size, pages = @pages, changed = @now WHERE id = @Id AND state = @from",
                new { file.Id, file.Role, from = FileState.Taking, state, sha256, size, pages, now = clock.GetUtcNow() },
                transaction);
            if (changed == 1 && pages == 1) await AddPagesAsync(file.Id, 1, 1, transaction);
        },
        ct);

    /// <summary>Its pages are counted: each has its row from now on. False where the same bytes were counted first meanwhile.</summary>
    public Task<bool> CountedAsync(string id, string format, int pages, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var changed = await transaction.Connection!.ExecuteAsync(
                $"""
                UPDATE paper_files SET state = @state, format = @format, pages = @pages, changed = @now WHERE id = @id AND state = @from
                AND NOT EXISTS (SELECT 1 FROM paper_files other WHERE other.sha256 = paper_files.sha256 AND other.id <> paper_files.id AND {Ahead})
                """,
                new { id, from = FileState.Received, state = FileState.Counted, format, pages, now = clock.GetUtcNow() },
                transaction);
            if (changed == 1) await AddPagesAsync(id, 2, pages, transaction);

            return changed == 1;
        },
        ct);

    public async Task<FileRow?> FindAsync(string id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.QuerySingleOrDefaultAsync<FileRow>($"SELECT {Columns} FROM paper_files WHERE id = @id", new { id });
    }

    /// <summary>Files somebody meant to take, oldest first.</summary>
    public Task<IReadOnlyList<FileRow>> MeantAsync(CancellationToken ct) => ListAsync("state = 'taking'", ct);

    /// <summary>Scans on their way, oldest first.</summary>
    public Task<IReadOnlyList<FileRow>> PendingAsync(CancellationToken ct) => ListAsync("role = 'scan' AND state IN ('received', 'counted', 'decided')", ct);

    /// <summary>The scan of the same bytes that is ahead: counted already, else taken before; none for a new one.</summary>
    public async Task<FileRow?> SameBytesAsync(FileRow file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.QueryFirstOrDefaultAsync<FileRow>(
            $"""
            SELECT {Columns} FROM paper_files other
            WHERE sha256 = @Sha256 AND id <> @Id
              AND ({Ahead} OR (other.state = 'received' AND other.role = 'scan' AND (received < @Received OR (received = @Received AND id < @Id))))
            ORDER BY CASE WHEN {Ahead} THEN 0 ELSE 1 END, received, id
            """,
            file);
    }

    /// <summary>The latest index file of the same name that speaks of no other scan: scanners count round, and last month's index is not this month's.</summary>
    public async Task<FileRow?> IndexOfAsync(FileRow scan, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.QueryFirstOrDefaultAsync<FileRow>(
            $"SELECT {Columns} FROM paper_files WHERE name_tag = @NameTag AND role = 'index' AND state = @state AND (used_for IS NULL OR used_for = @Id) ORDER BY received DESC, id DESC",
            new { scan.NameTag, scan.Id, state = FileState.Done });
    }

    /// <summary>Counts an attempt before it is made, so that a file that kills the process is not tried for ever.</summary>
    public Task<int> AttemptAsync(string id, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.QuerySingleAsync<int>("UPDATE paper_files SET attempts = attempts + 1 WHERE id = @id RETURNING attempts", new { id }, transaction), ct);

    /// <summary>An attempt that was ended by stopping, not by the file, does not count.</summary>
    public Task UnattemptAsync(string id, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync("UPDATE paper_files SET attempts = attempts - 1 WHERE id = @id AND attempts > 0", new { id }, transaction), ct);

    private async Task<IReadOnlyList<FileRow>> ListAsync(string where, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<FileRow>($"SELECT {Columns} FROM paper_files WHERE {where} ORDER BY received, id")];
    }

    private static string Place(string id) => $"paper_files/{id}/name";

    private static Task<int> AddPagesAsync(string id, int from, int to, System.Data.Common.DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "INSERT INTO paper_pages (file_id, number, state, reason) VALUES (@id, @number, @state, 'waiting')",
        Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(number => new { id, number, state = PageState.Held }),
        transaction);
}
