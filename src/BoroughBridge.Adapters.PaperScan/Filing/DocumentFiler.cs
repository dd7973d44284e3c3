using System.Globalization;
using System.Security.Cryptography;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>Hands a decided document to the record store. Done again after a crash it hands over the same thing under the same key, which changes nothing.</summary>
internal sealed class DocumentFiler(RecordIntake records, DocumentMaker maker, DocumentRows documents)
{
    public const string Source = "paper";

    /// <summary>The key of a document: the scan's bytes and its pages. The same bytes and pages are the same document for ever.</summary>
    public static string KeyOf(FileRow file, IReadOnlyList<int> pages) => $"{file.Sha256}:{string.Join(',', pages)}";

    /// <returns>The child it is filed under; none where the person is not in the index any more.</returns>
    public async Task<string?> FileAsync(FileRow file, DocumentRow document, OpenedScan scan, CancellationToken ct)
    {
        var facts = documents.FactsOf(document);
        var person = (await records.PersonsAsync(ct)).SingleOrDefault(known => known.IcsPersonId == facts.Persons[0]);
        if (person is null || await records.ChildRefAsync(person.IcsPersonId, ct) is not { } child) return null;

        var (pdf, pages) = await maker.MakeAsync(scan, document.PageNumbers, facts.Turns, ct);
        var binary = await records.IdForAsync(Source, "Binary", KeyOf(file, document.PageNumbers), ct);
        var day = document.Day is { } text ? Instants.ToDay(text) : DateOnly.FromDateTime(file.Received.UtcDateTime);
        await records.PutDocumentAsync(
            new()
            {
                Source = Source,
                SourceKey = KeyOf(file, document.PageNumbers),
                ChildRef = child,
                Id = document.Id,
                Type = "DocumentReference",
                Kind = document.Kind,
                Date = day,
                Labels = person.Labels,
                Resource = Reference(document, binary, child, day, pdf, file, pages.Count),
                Tell = version =>
                [
                    new DocumentAvailable
                    {
                        ChildRef = child, DocumentId = document.Id, BinaryId = binary, Version = version, Kind = document.Kind!, Date = day, Medium = "scan",
                        Labels = person.Labels, Pages = pages.Count,
                    },
                ],
            },
            new() { BinaryId = binary, ContentType = "application/pdf", Bytes = pdf, Pages = pages },
            ct);

        return child;
    }

    private static DocumentReference Reference(DocumentRow document, string binary, string child, DateOnly day, byte[] pdf, FileRow file, int pages) => new()
    {
        Id = document.Id,
        Meta = new() { Tag = [CodeSystems.Medium.Coding("scan")] },
        Status = "current",
        DocStatus = "final",
        Type = DocumentTypes.All.Concept(document.Kind!),
        Subject = Fhir.Reference.For("Patient", child),
        Date = file.Received.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Content =
        [
            new()
            {
                Attachment = new()
                {
                    ContentType = "application/pdf",
                    Url = $"Binary/{binary}",
                    Size = pdf.Length,
                    Title = $"{DocumentTypes.All.Display(document.Kind!)}, scanned, {pages} {(pages == 1 ? "page" : "pages")}",
                    Creation = day.ToText(),
                    Extension = [Extensions.Text(Extensions.Sha256, Convert.ToHexStringLower(SHA256.HashData(pdf)))],
                },
            },
        ],
        Context = new() { Period = new() { Start = day.ToText(), End = day.ToText() } },
    };
}
