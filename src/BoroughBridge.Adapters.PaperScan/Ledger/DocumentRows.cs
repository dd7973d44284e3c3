using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.PaperScan.Ledger;

/// <summary>What was found on a document and what it was decided by; sealed.</summary>
internal sealed record DocumentFacts
{
    /// <summary>ICS person ids: of the child it is filed for, or of those who may be meant.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];

    /// <summary>Fields as read: <c>given</c>, <c>family</c>, <c>dateOfBirth</c>, <c>personId</c>, <c>type</c>, <c>date</c>.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Quarter turns of the pages, in order.</summary>
    public IReadOnlyList<int> Turns { get; init; } = [];
}

/// <summary>A page's place once decided.</summary>
internal sealed record PlacedPage(int Number, string State, string? Reason, string? DocumentId);

/// <summary>Documents. A document and its pages change in one transaction.</summary>
internal sealed class DocumentRows(Database database, Sealer sealer, TimeProvider clock)
{
    private const string Columns = "id, file_id, first_page, file_pages, state, reasons, child_refs, person_mark, kind, day, facts, confidence";

    public string MarkOf(string person, string? kind, DateOnly? day) => sealer.Mark("paper", $"{person}\0{kind}\0{day?.ToText()}");

    public byte[] Seal(string id, DocumentFacts facts) => sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(facts), Place(id));

    public DocumentFacts FactsOf(DocumentRow document) => JsonSerializer.Deserialize<DocumentFacts>(sealer.Open(document.Facts, Place(document.Id)))!;

    /// <summary>Writes what was decided of a whole file: its documents, the place of every page, and that it is decided. A file no longer in <c>fromState</c> is left as it is.</summary>
    public Task DecideAsync(
        FileRow file, string fromState, string toState, string? reason, IReadOnlyList<DocumentRow> documents, IReadOnlyList<PlacedPage> pages, CancellationToken ct, string? index = null) =>
        database.InTransactionAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var moved = await connection.ExecuteAsync(
                    "UPDATE paper_files SET state = @toState, reason = @reason, duplicate_of = @DuplicateOf, pages = @Pages, changed = @now WHERE id = @Id AND state = @fromState",
                    new { file.Id, file.DuplicateOf, file.Pages, fromState, toState, reason, now = clock.GetUtcNow() },
                    transaction);
                if (moved == 0) return;

                if (index is not null) await connection.ExecuteAsync("UPDATE paper_files SET used_for = @Id WHERE id = @index AND used_for IS NULL", new { file.Id, index }, transaction);
                foreach (var document in documents) await InsertAsync(document, transaction);
                foreach (var page in pages)
                {
                    await connection.ExecuteAsync(
                        """
                        INSERT INTO paper_pages (file_id, number, state, reason, document_id) VALUES (@Id, @Number, @State, @Reason, @DocumentId)
                        ON CONFLICT (file_id, number) DO UPDATE SET state = excluded.state, reason = excluded.reason, document_id = excluded.document_id
                        """,
                        new { file.Id, page.Number, page.State, page.Reason, page.DocumentId },
                        transaction);
                }
            },
            ct);

    /// <summary>The record store has it, or will not have it: the document and its pages move on.</summary>
    public Task SettleAsync(DocumentRow document, string state, string reasons, string childRefs, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var page = state == DocumentState.Filed ? PageState.Filed : PageState.Held;
            var moved = await transaction.Connection!.ExecuteAsync(
                "UPDATE paper_documents SET state = @state, reasons = @reasons, child_refs = @childRefs, changed = @now WHERE id = @Id AND state = @from",
                new { document.Id, state, reasons, childRefs, from = DocumentState.Filing, now = clock.GetUtcNow() },
                transaction);
            if (moved == 0) return;

            await transaction.Connection!.ExecuteAsync(
                "UPDATE paper_pages SET state = @page, reason = @reason WHERE document_id = @Id", new { document.Id, page, reason = reasons.Length == 0 ? null : reasons }, transaction);
        },
        ct);

    /// <summary>Every document of a file is settled.</summary>
    public Task FinishAsync(string file, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "UPDATE paper_files SET state = @to, changed = @now WHERE id = @file AND state = @from AND NOT EXISTS (SELECT 1 FROM paper_documents WHERE file_id = @file AND state = @filing)",
            new { file, from = FileState.Decided, to = FileState.Done, filing = DocumentState.Filing, now = clock.GetUtcNow() },
            transaction),
        ct);

    public async Task<IReadOnlyList<DocumentRow>> OfFileAsync(string file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<DocumentRow>($"SELECT {Columns} FROM paper_documents WHERE file_id = @file ORDER BY first_page", new { file })];
    }

    /// <summary>Documents filed, or being filed, for the same person, type and date.</summary>
    public async Task<IReadOnlyList<DocumentRow>> LikeAsync(string mark, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<DocumentRow>(
            $"SELECT {Columns} FROM paper_documents WHERE person_mark = @mark AND state IN ('filing', 'filed') ORDER BY changed, id", new { mark })];
    }

    /// <summary>All documents with the sealed names of their files.</summary>
    public async Task<IReadOnlyList<(DocumentRow Document, FileRow File)>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var files = (await connection.QueryAsync<FileRow>("SELECT id, name, sha256, state, reason, received FROM paper_files WHERE role = 'scan'")).ToDictionary(file => file.Id);
        var documents = await connection.QueryAsync<DocumentRow>($"SELECT {Columns} FROM paper_documents");

        return [.. documents.Select(document => (document, files[document.FileId])).OrderBy(pair => pair.Item2.Received).ThenBy(pair => pair.document.FileId).ThenBy(pair => pair.document.FirstPage)];
    }

    private Task<int> InsertAsync(DocumentRow document, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        """
        INSERT INTO paper_documents (id, file_id, first_page, file_pages, state, reasons, child_refs, person_mark, kind, day, facts, confidence, changed)
        VALUES (@Id, @FileId, @FirstPage, @FilePages, @State, @Reasons, @ChildRefs, @PersonMark, @Kind, @Day, @Facts, @Confidence, @now)
        """,
        new
        {
            document.Id,
            document.FileId,
            document.FirstPage,
            document.FilePages,
            document.State,
            document.Reasons,
            document.ChildRefs,
            document.PersonMark,
            document.Kind,
            document.Day,
            document.Facts,
            document.Confidence,
            now = clock.GetUtcNow(),
        },
        transaction);

    private static string Place(string id) => $"paper_documents/{id}/facts";
}
