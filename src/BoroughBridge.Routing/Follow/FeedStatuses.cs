using BoroughBridge.Routing.Allocations;
using BoroughBridge.Streams;

namespace BoroughBridge.Routing.Follow;

/// <summary>Asks every holder where its stream stands, all at once, and gives each a few seconds.</summary>
internal sealed class FeedStatuses(HolderFeeds feeds, HolderStreams streams)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<FeedStatus>> AllAsync(CancellationToken ct) => await Task.WhenAll(feeds.All.Keys.Order(StringComparer.Ordinal).Select(holder => OfAsync(holder, ct)));

    private async Task<FeedStatus> OfAsync(string holder, CancellationToken ct)
    {
        var head = await HeadAsync(holder, ct);
        var reader = await feeds.Of(holder).StatusAsync(ct);
        var towards = await streams.Towards(holder).StatusAsync(ct);

        return FeedStatus.Of(holder, reader, head, towards);
    }

    private async Task<long?> HeadAsync(string holder, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return (await feeds.SourceOf(holder).PageAsync(epoch: null, from: long.MaxValue, limit.Token)).Head;
        }
        catch (Exception e) when (e is StreamException or HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
