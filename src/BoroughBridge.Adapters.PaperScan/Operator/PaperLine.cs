using System.Globalization;
using BoroughBridge.Adapters.PaperScan.Ledger;

namespace BoroughBridge.Adapters.PaperScan.Operator;

/// <summary>One document as <c>paper list</c> shows it.</summary>
public sealed record PaperLine
{
    private const int LongestName = 255;

    public required string DocumentId { get; init; }
    public required string SourceFile { get; init; }
    public string? SourceSha256 { get; init; }
    public required IReadOnlyList<int> FilePages { get; init; }

    /// <summary><c>filed</c>, <c>held</c>, <c>rejected</c> or <c>duplicate</c>.</summary>
    public required string State { get; init; }

    /// <summary>Reason codes joined by a space; none where filed.</summary>
    public string? Reason { get; init; }

    /// <summary>Child references it is filed under.</summary>
    public required IReadOnlyList<string> ChildIds { get; init; }
    public string? Type { get; init; }
    public string? Date { get; init; }
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Mean confidence of the words read, percent.</summary>
    public int? Confidence { get; init; }

    internal static PaperLine Of(DocumentRow document, DocumentFacts facts, string name, string? sha256)
    {
        var filing = document.State == DocumentState.Filing;

        return new()
        {
            DocumentId = document.Id,
            SourceFile = Printable(name),
            SourceSha256 = sha256,
            FilePages = document.PageNumbers,
            State = filing ? DocumentState.Held : document.State,
            Reason = filing ? "being-filed" : document.Reasons.Length == 0 ? null : document.Reasons,
            ChildIds = document.ChildRefs.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Type = document.Kind,
            Date = document.Day,
            Fields = facts.Fields,
            Confidence = document.Confidence,
        };
    }

    // A name may hold control characters and marks that turn the direction of writing; shown, they could pass for something else.
    private static string Printable(string name)
    {
        var shown = new string([.. name.Select(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator ? '\uFFFD' : c)]);

        return shown.Length <= LongestName ? shown : shown[..LongestName];
    }
}
