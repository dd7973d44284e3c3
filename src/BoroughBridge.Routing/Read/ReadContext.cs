using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Read;

/// <summary>Who asks, why, and as what request.</summary>
public sealed record ReadContext
{
    public required UserIdentity User { get; init; }
    /// <summary>Her access token, to be shown to the holder.</summary>
    public required string Token { get; init; }
    public required string Purpose { get; init; }
    public required bool PurposeDefaulted { get; init; }
    /// <summary>Caller's network address, for the log.</summary>
    public required string? RemoteAddress { get; init; }
    /// <summary>Path the request came by: <c>fhir</c>, <c>portal</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What the token was given for, where it is one of ours: never more than its user's own access.</summary>
    public LaunchLimits? Limits { get; init; }

    /// <summary>Transaction id for a context that serves one read only; where none is given each read takes a new one.</summary>
    public string? Transaction { get; init; }
}

/// <summary>A thing wanted, by its FHIR type and id, and a page of it; in one version and no other where that is said.</summary>
public sealed record Wanted(string Type, string Id, int? Page = null, int? Version = null);
