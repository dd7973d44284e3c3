namespace BoroughBridge.Fhir;

/// <summary>Several resources in one answer. A search answer on the hot path is spliced from stored bytes instead.</summary>
public sealed record Bundle : Resource, ISelfChecked
{
    public Identifier? Identifier { get; init; }
    [OneOf("document", "message", "transaction", "transaction-response", "batch", "batch-response", "history", "searchset", "collection")]
    public required string Type { get; init; }
    [Format(Format.Instant)]
    public string? Timestamp { get; init; }
    [Format(Format.UnsignedInt)]
    public int? Total { get; init; }
    public IReadOnlyList<BundleLink>? Link { get; init; }
    public IReadOnlyList<BundleEntry>? Entry { get; init; }
    public Signature? Signature { get; init; }

    // bdl-1 and bdl-2
    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Total is not null && Type is not ("searchset" or "history")) yield return new("bundle-kind", ".total");
        if (Type != "searchset" && Entry?.Any(entry => entry.Search is not null) == true) yield return new("bundle-kind", ".entry.search");
    }
}

/// <summary>Self, next page ...</summary>
public sealed record BundleLink : BackboneElement
{
    public required string Relation { get; init; }
    [Format(Format.Uri)]
    public required string Url { get; init; }
}

/// <summary>One resource and what became of it.</summary>
public sealed record BundleEntry : BackboneElement
{
    public IReadOnlyList<BundleLink>? Link { get; init; }
    [Format(Format.Uri)]
    public string? FullUrl { get; init; }
    public Resource? Resource { get; init; }
    public BundleSearch? Search { get; init; }
    public BundleRequest? Request { get; init; }
    public BundleResponse? Response { get; init; }
}

/// <summary>Why a resource is in a search answer.</summary>
public sealed record BundleSearch : BackboneElement
{
    [OneOf("match", "include", "outcome")]
    public string? Mode { get; init; }
    public decimal? Score { get; init; }
}

/// <summary>What was asked for, in a batch.</summary>
public sealed record BundleRequest : BackboneElement
{
    [OneOf("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")]
    public required string Method { get; init; }
    [Format(Format.Uri)]
    public required string Url { get; init; }
    public string? IfNoneMatch { get; init; }
    public string? IfMatch { get; init; }
    public string? IfNoneExist { get; init; }
}

/// <summary>What was answered, in a batch.</summary>
public sealed record BundleResponse : BackboneElement
{
    public required string Status { get; init; }
    [Format(Format.Uri)]
    public string? Location { get; init; }
    public string? Etag { get; init; }
    [Format(Format.Instant)]
    public string? LastModified { get; init; }
    public Resource? Outcome { get; init; }
}
