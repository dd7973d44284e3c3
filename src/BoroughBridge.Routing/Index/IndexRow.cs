namespace BoroughBridge.Routing.Index;

/// <summary>What every row has. Property names are the statements' parameters.</summary>
internal abstract record IndexRow
{
    public string Holder { get; init; } = "";
    public required string ChildRef { get; init; }
    /// <summary>When the event was recorded at the holder.</summary>
    public required DateTimeOffset Changed { get; init; }
    public virtual string? Id { get; init; }
    public virtual string? Type { get; init; }
    public virtual string? BinaryId { get; init; }
}

internal sealed record ChildRow : IndexRow
{
    public required int Version { get; init; }
    public required string Labels { get; init; }
}

internal sealed record ThingRow : IndexRow
{
    public required string Kind { get; init; }
    public DateOnly? Day { get; init; }
    public required string Medium { get; init; }
    public string? Status { get; init; }
    public string Labels { get; init; } = "";
    public required int Version { get; init; }
    public int? Pages { get; init; }
}

internal sealed record ReviewRow : IndexRow
{
    public required DateOnly Day { get; init; }
    public required int Version { get; init; }
    public int? Number { get; init; }
    public string? Participation { get; init; }
}

internal sealed record PeriodRow : IndexRow
{
    public required DateOnly Day { get; init; }
    /// <summary>Legal status at the start, or why it ended.</summary>
    public string? Code { get; init; }
}

internal sealed record GrantRow : IndexRow
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required string Employer { get; init; }
    public required string Agreement { get; init; }
    public string Basis { get; init; } = "";
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public string Permissions { get; init; } = "";
}

internal sealed record GrantEnd
{
    public required string Id { get; init; }
    public required string ChildRef { get; init; }
    public required DateTimeOffset Changed { get; init; }
    public required DateOnly LastDay { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required string Reason { get; init; }
}
