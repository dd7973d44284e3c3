namespace BoroughBridge.Adapters.PaperScan.Ledger;

/// <summary>Where a file is on its way. Each step is committed before the next begins, and each may be done again after a crash.</summary>
internal static class FileState
{
    /// <summary>Meant to be taken: its name is written down before it is renamed away.</summary>
    public const string Taking = "taking";

    /// <summary>The original is in the store, encrypted; the ledger counts it as one page until it is counted.</summary>
    public const string Received = "received";

    /// <summary>Opened and checked; every page has its row.</summary>
    public const string Counted = "counted";

    /// <summary>Every page is read and every document decided; those to be filed are being filed.</summary>
    public const string Decided = "decided";

    public const string Done = "done";
}

/// <summary>Where a page is: always in exactly one of these.</summary>
internal static class PageState
{
    public const string Filed = "filed";
    public const string Held = "held";
    public const string Rejected = "rejected";
    public const string Blank = "blank";
    public const string Cover = "cover";
    public const string Duplicate = "duplicate";

    public static readonly IReadOnlyList<string> All = [Filed, Held, Rejected, Blank, Cover, Duplicate];
}

/// <summary>What a document is; the first is only between the decision and the record store's word that it has it.</summary>
internal static class DocumentState
{
    public const string Filing = "filing";
    public const string Filed = "filed";
    public const string Held = "held";
    public const string Rejected = "rejected";
    public const string Duplicate = "duplicate";
}

/// <summary>A row of paper_files.</summary>
internal sealed class FileRow
{
    public string Id { get; set; } = "";
    public string Role { get; set; } = "";
    public string State { get; set; } = "";
    public string? Reason { get; set; }
    public byte[] Name { get; set; } = [];
    public string NameTag { get; set; } = "";
    public string? Sha256 { get; set; }
    public long? Size { get; set; }
    public string? Format { get; set; }
    public int Pages { get; set; }
    public string? DuplicateOf { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset Received { get; set; }
}

/// <summary>A row of paper_documents.</summary>
internal sealed class DocumentRow
{
    public string Id { get; set; } = "";
    public string FileId { get; set; } = "";
    public int FirstPage { get; set; }

    /// <summary>Pages of the file in reading order, joined by a space.</summary>
    public string FilePages { get; set; } = "";
    public string State { get; set; } = "";

    /// <summary>Reason codes, the gravest first, joined by a space.</summary>
    public string Reasons { get; set; } = "";

    /// <summary>Child references it is filed under, joined by a space.</summary>
    public string ChildRefs { get; set; } = "";

    /// <summary>Keyed mark of person, type and date: finds a second scan of the same paper.</summary>
    public string? PersonMark { get; set; }
    public string? Kind { get; set; }
    public string? Day { get; set; }
    public byte[] Facts { get; set; } = [];
    public int? Confidence { get; set; }

    public IReadOnlyList<int> PageNumbers => [.. FilePages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(page => int.Parse(page, null))];
}

/// <summary>The ledger: what came in and where every page is. <see cref="Balance"/> is pages unaccounted for, and always 0.</summary>
public sealed record PaperLedger(long PagesIn, long Filed, long Held, long Rejected, long Blank, long Cover, long Duplicate)
{
    public long Balance => PagesIn - Filed - Held - Rejected - Blank - Cover - Duplicate;
}
