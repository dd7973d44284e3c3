using System.Text.Json;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>
/// The ICS's interface as typed calls, one for each operation of contracts/ics/openapi.yaml. Answers are bounded JSON, read row by row by
/// <see cref="IcsRows"/>. The shape is Refit's, so that Refit can make it where it can be restored (decision 5).
/// </summary>
public interface IIcsApi
{
    /// <summary><c>GET /persons</c>. None where the ICS no longer knows the cursor (410).</summary>
    Task<JsonElement?> PersonsAsync(string? changedSince, int take, CancellationToken ct);

    /// <summary><c>GET /persons/{personId}</c>. None where there is no such person.</summary>
    Task<JsonElement?> PersonAsync(string personId, CancellationToken ct);

    /// <summary><c>GET /persons/{personId}/{part}</c>: looked-after-periods, placements, care-plans, reviews, documents. None where there is no such person.</summary>
    Task<JsonElement?> PartAsync(string personId, string part, CancellationToken ct);

    /// <summary><c>GET /documents/{documentId}/content</c>, at most so many bytes. None where there is no such document.</summary>
    Task<ReadOnlyMemory<byte>?> ContentAsync(string documentId, long most, CancellationToken ct);

    /// <summary><c>GET /replaced-ids</c>.</summary>
    Task<JsonElement> ReplacedIdsAsync(CancellationToken ct);
}

/// <summary>The ICS cannot be used now; nothing was lost, and it is tried again. The message is a code.</summary>
public sealed class IcsUnavailableException(string code, Exception? inner = null) : Exception(code, inner);

/// <summary>The ICS answered, but not with what the contract says. The message is a code.</summary>
public sealed class IcsAnswerException(string code, Exception? inner = null) : Exception(code, inner);
