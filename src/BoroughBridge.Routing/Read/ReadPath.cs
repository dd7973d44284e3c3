using BoroughBridge.Contracts.Record;
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
}

/// <summary>A thing wanted, by its FHIR type and id, and a page of it.</summary>
public sealed record Wanted(string Type, string Id, int? Page = null);

/// <summary>
/// What a read comes to. Where disclosed, both logs hold it durably before this exists, and the caller copies each body out in order.
/// </summary>
public abstract record ReadOutcome
{
    /// <summary>Refused, absent, withdrawn or sealed: all alike to the caller.</summary>
    public sealed record NotFound : ReadOutcome;

    /// <summary>The log could not be written, or the holder cannot be reached: 503.</summary>
    public sealed record Unavailable(string Code) : ReadOutcome;

    /// <summary>The manifest in order, and the bytes, checked chunk by chunk against it as they are read. Dispose when read.</summary>
    public sealed record Disclosed(IReadOnlyList<ThingDisclosed> Things, string Transaction, DisclosedBodies Bodies) : ReadOutcome;
}

/// <summary>The bytes of a disclosure, in manifest order, streamed from the holder and kept nowhere.</summary>
public abstract class DisclosedBodies : IAsyncDisposable
{
    /// <summary>Copies the next thing's bytes out. Throws <see cref="InvalidDataException"/> where a chunk is not what the header says.</summary>
    public abstract Task CopyNextAsync(Stream to, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The one path by which anything of a child is read: index, decision, assertion, holder, log, bytes (architecture, "A read, step by step").</summary>
public sealed class ReadPath
{
    /// <summary>Reads up to 100 things, of one holder; those refused are left out of the answer, and NotFound is returned where nothing is left.</summary>
    public Task<ReadOutcome> ReadAsync(ReadContext context, IReadOnlyList<Wanted> wanted, CancellationToken ct) => throw new NotImplementedException();
}
