namespace BoroughBridge.Access;

/// <summary>What was decided, why, and under what: every outcome is logged (BALP AuthZconsent). Nothing is permitted by default.</summary>
public readonly record struct Decision
{
    private readonly IReadOnlyList<string>? redact;
    private readonly string? rendition;

    public required bool Permitted { get; init; }
    /// <summary>Code: <c>permitted</c>, or which step of domain.md 1.6 refused.</summary>
    public required string Reason { get; init; }
    /// <summary>The grant it rests on; none where a manager or auditor sees the index of her own authority's child.</summary>
    public Grant? Grant { get; init; }
    /// <summary>The agreement, with its version, that it was made under.</summary>
    public Agreement? Agreement { get; init; }
    /// <summary>Labels whose values are taken out of what she reads; empty where she reads all of it.</summary>
    public IReadOnlyList<string> Redact { get => redact ?? []; init => redact = value; }

    /// <summary>The stored variant to give: an approved rendition, or the whole without what is redacted.</summary>
    public string Variant { get => rendition ?? Labels.Variant(Redact); init => rendition = value; }

    internal static Decision Refuse(string reason, Grant? grant = null, Agreement? agreement = null) =>
        new() { Permitted = false, Reason = reason, Grant = grant, Agreement = agreement };
}
