using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.Streams;

/// <summary>The publisher, asked directly: fills gaps, is the whole transport where there is no broker, and gives the snapshot.</summary>
public interface IStreamSource
{
    Task<StreamPage> PageAsync(string? epoch, long from, CancellationToken ct);

    Task<StreamSnapshot> SnapshotAsync(CancellationToken ct);

    /// <summary>
    /// The page after what stands applied here, telling the publisher of it: one whose store was restored from a backup learns so and starts a
    /// new epoch (decision 3). Where there is nothing new the publisher may take up to <paramref name="wait"/> to answer.
    /// </summary>
    Task<StreamPage> AskAsync(StreamPosition applied, int take, TimeSpan wait, CancellationToken ct) => PageAsync(applied.Epoch, applied.Number + 1, ct);
}
