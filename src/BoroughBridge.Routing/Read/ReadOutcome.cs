using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Routing.Read;

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
    public sealed record Disclosed(IReadOnlyList<ThingDisclosed> Things, string Transaction, DisclosedBodies Bodies) : ReadOutcome
    {
        /// <summary>When the holder recorded each thing's version; none where the holder has a newer one than the index.</summary>
        public IReadOnlyList<DateTimeOffset?> Changed { get; init; } = [];
    }
}

/// <summary>The bytes of a disclosure, in manifest order, streamed from the holder and kept nowhere.</summary>
public abstract class DisclosedBodies : IAsyncDisposable
{
    /// <summary>Copies the next thing's bytes out. Throws <see cref="InvalidDataException"/> where a chunk is not what the header says.</summary>
    public abstract Task CopyNextAsync(Stream to, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
