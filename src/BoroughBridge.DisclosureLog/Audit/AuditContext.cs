namespace BoroughBridge.DisclosureLog.Audit;

/// <summary>Who acted, as her own token says: issuer and subject, never a name she could be confused by.</summary>
public sealed record AuditActor
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    /// <summary>The authority that employs or sponsors her.</summary>
    public required string Authority { get; init; }
    public IReadOnlyList<string> Roles { get; init; } = [];
    /// <summary>Her name as a member of staff, for BALP's agent name; may be empty.</summary>
    public string Name { get; init; } = "";
    /// <summary>The token's id (<c>jti</c>).</summary>
    public string? TokenId { get; init; }

    internal string Key => $"{Issuer} {Subject}";
}

/// <summary>What every event of one request shares.</summary>
public sealed record AuditContext
{
    /// <summary>The part that writes: <c>routing</c> or an authority's slug.</summary>
    public required string Part { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Transaction id, the same on both sides.</summary>
    public required string Transaction { get; init; }
    public required AuditActor User { get; init; }
    /// <summary>Purpose code (domain.md 3.2).</summary>
    public required string Purpose { get; init; }
    /// <summary>She named none and the default was taken.</summary>
    public bool PurposeDefaulted { get; init; }
    /// <summary>Network address of the caller, where known.</summary>
    public string? RemoteAddress { get; init; }
}

/// <summary>A thing an event is about, by opaque id.</summary>
public sealed record AuditThing(string Type, string Id, int? Version = null)
{
    internal string Reference => Version is { } version ? $"{Type}/{Id}/_history/{version}" : $"{Type}/{Id}";
}

/// <summary>One decision, as it is logged.</summary>
public sealed record AuditDecision
{
    public required bool Permitted { get; init; }
    /// <summary>Code of the step that decided.</summary>
    public required string Reason { get; init; }
    /// <summary>Version of the rules.</summary>
    public required string PolicyVersion { get; init; }
    /// <summary>None where the thing asked for is not known to this part.</summary>
    public string? ChildRef { get; init; }
    /// <summary>The allocation (FHIR Consent) it rests on; none where there is none.</summary>
    public string? AllocationId { get; init; }
    /// <summary>Reference of the agreement; none where there is none.</summary>
    public string? Agreement { get; init; }
    public IReadOnlyList<AuditThing> Things { get; init; } = [];
}
