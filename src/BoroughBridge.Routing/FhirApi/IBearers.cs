using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Who may use the FHIR API with a token that routing itself gave (the portal's SMART part): found by the token, or nobody.</summary>
public interface IBearers
{
    Task<Bearer?> FindAsync(string token, CancellationToken ct);
}

/// <summary>The caller behind a token of ours.</summary>
public sealed record Bearer
{
    public required UserIdentity User { get; init; }
    /// <summary>Her own access token, for the holder; empty for a case system's own call, which reads no body.</summary>
    public required string Token { get; init; }
    public required LaunchLimits Limits { get; init; }
}
