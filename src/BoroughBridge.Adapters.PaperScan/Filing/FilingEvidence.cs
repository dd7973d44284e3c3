using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Evidence;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>All that a filing is decided from: what was read, never the names themselves.</summary>
public sealed record FilingEvidence
{
    /// <summary>What speaks of a child, from sheet, index and page images.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>The same from the file's own text layer; none where it has none.</summary>
    public IReadOnlyList<Claim> LayerClaims { get; init; } = [];

    /// <summary>Whether text layer and image share too few words to be the same paper.</summary>
    public bool LayerIsAnotherText { get; init; }

    /// <summary>Who comes near each person that is named.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Neighbour>> Near { get; init; } = new Dictionary<string, IReadOnlyList<Neighbour>>();

    /// <summary>Printed numbers of the pages, in order; none where a page has none.</summary>
    public required IReadOnlyList<PageNumber?> Pages { get; init; }

    /// <summary>Pages that a cover sheet announced.</summary>
    public int? Announced { get; init; }

    /// <summary>What each page says of children by given names alone; none are given where that is not asked.</summary>
    public IReadOnlyList<PageVoice> Voices { get; init; } = [];

    /// <summary>Persons that other documents of the same file name: pages of theirs may have come in here.</summary>
    public IReadOnlyList<string> NamedBeside { get; init; } = [];

    /// <summary>Type by the title, and by sheet or index.</summary>
    public string? TypeRead { get; init; }

    public string? TypeAnnounced { get; init; }

    /// <summary>Why the batch it came in cannot be split with certainty; none where it can.</summary>
    public string? BatchFault { get; init; }

    /// <summary>Codes of pages that could not be decoded or read.</summary>
    public IReadOnlyList<string> PageFaults { get; init; } = [];
}

/// <summary>Given names on a page of the file, sure readings only: how often each person's own stands there.</summary>
public sealed record PageVoice(int Page, IReadOnlyDictionary<string, int> GivenNames);

/// <summary>Where a document goes.</summary>
public abstract record FilingOutcome
{
    private FilingOutcome()
    {
    }

    /// <summary>Certain: into this person's file.</summary>
    public sealed record File(string PersonId) : FilingOutcome;

    /// <summary>To a person, with every reason there is, the gravest first.</summary>
    public sealed record Hold(IReadOnlyList<string> Reasons) : FilingOutcome;
}
