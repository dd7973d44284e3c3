namespace BoroughBridge.Adapters.PaperScan.Covers;

/// <summary>What a cover sheet's code says of the document that follows it.</summary>
public sealed record CoverCode
{
    /// <summary>Slug of the authority; none on a borough's own sheets, which do not say.</summary>
    public string? Authority { get; init; }

    /// <summary>The ICS's person id.</summary>
    public required string IcsPersonId { get; init; }

    /// <summary>Document type code (domain.md 2.8), or the borough's own until translated.</summary>
    public required string Type { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>Pages that follow, blanks not counted.</summary>
    public required int Pages { get; init; }
}
