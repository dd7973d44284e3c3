using System.Text.Json;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.PaperScan.Ledger;

/// <summary>What was read on each page, sealed; and the ledger, counted from the rows each time it is asked for.</summary>
internal sealed class PageRows(Database database, Sealer sealer)
{
    /// <summary>Keeps a page's reading. A file that gets on is not the one that ends the process: its attempts count from here again.</summary>
    public Task ReadAsync(string file, PageReading reading, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            """
            UPDATE paper_pages SET reading = @box, reason = 'read' WHERE file_id = @file AND number = @Page;
            UPDATE paper_files SET attempts = 0 WHERE id = @file;
            """,
            new { file, reading.Page, box = sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(reading), Place(file, reading.Page)) },
            transaction),
        ct);

    public Task UnreadableAsync(string file, int page, string code, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "UPDATE paper_pages SET reason = @code WHERE file_id = @file AND number = @page", new { file, page, code }, transaction),
        ct);

    /// <summary>Readings by page, and the codes of the pages that could not be read.</summary>
    public async Task<(IReadOnlyDictionary<int, PageReading> Readings, IReadOnlyDictionary<int, string> Faults)> OfAsync(string file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(int Number, string? Reason, byte[]? Reading)>("SELECT number, reason, reading FROM paper_pages WHERE file_id = @file ORDER BY number", new { file });
        var (readings, faults) = (new Dictionary<int, PageReading>(), new Dictionary<int, string>());
        foreach (var (number, reason, box) in rows)
        {
            if (box is not null) readings[number] = JsonSerializer.Deserialize<PageReading>(sealer.Open(box, Place(file, number)))!;
            else if (reason is not null and not "waiting") faults[number] = reason;
        }

        return (readings, faults);
    }

    public async Task<PaperLedger> LedgerAsync(CancellationToken ct)
    {
        // One statement, so that both sums are of the same moment.
        await using var connection = await database.OpenAsync(ct);
        var counts = (await connection.QueryAsync<(string State, long Count)>(
            "SELECT state, COUNT(*) FROM paper_pages GROUP BY state UNION ALL SELECT 'in', COALESCE(SUM(pages), 0) FROM paper_files")).ToDictionary(row => row.State, row => row.Count);

        return new(
            counts["in"], Of(PageState.Filed), Of(PageState.Held), Of(PageState.Rejected), Of(PageState.Blank), Of(PageState.Cover), Of(PageState.Duplicate));

        long Of(string state) => counts.GetValueOrDefault(state);
    }

    private static string Place(string file, int page) => $"paper_pages/{file}/{page}";
}
