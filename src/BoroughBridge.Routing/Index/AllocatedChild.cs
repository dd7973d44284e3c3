namespace BoroughBridge.Routing.Index;

/// <summary>A child the caller is allocated to now, as routing's index has it: no name.</summary>
public sealed record AllocatedChild
{
    public required string ChildRef { get; init; }
    public required string Holder { get; init; }
    public required string HolderName { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public DateOnly? LookedAfterFrom { get; init; }
    public DateOnly? LastReview { get; init; }
    /// <summary>Last day the next review may be held on (LAW-1, LAW-2).</summary>
    public DateOnly? NextReviewDue { get; init; }
}

/// <summary>One line of the index of a child's file.</summary>
public sealed record IndexLine
{
    public required string Type { get; init; }
    public required string Id { get; init; }
    public string? BinaryId { get; init; }
    public required string Kind { get; init; }
    public DateOnly? Date { get; init; }
    /// <summary><c>electronic</c>, <c>scan</c>, <c>paper-index</c>.</summary>
    public required string Medium { get; init; }
    public string? Status { get; init; }
    public int? Pages { get; init; }
    public required int Version { get; init; }
}
