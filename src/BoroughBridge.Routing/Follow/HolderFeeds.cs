using BoroughBridge.Contracts.Streams;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Read;
using BoroughBridge.Routing.Watch;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Follow;

/// <summary>The reading end of every holder's stream.</summary>
internal sealed class HolderFeeds : IDisposable
{
    private readonly List<HttpClient> clients = [];
    private readonly Dictionary<string, StreamFollower> followers = [];
    private readonly Dictionary<string, IStreamSource> sources = [];

    public HolderFeeds(
        RoutingOptions options, Database database, PartsHttp parts, ProposalDesk proposals, RoutingMeters meters, StreamMeters streamMeters, TimeProvider clock, ILoggerFactory loggers)
    {
        foreach (var name in options.Authorities.Keys)
        {
            var http = parts.Client(name);
            clients.Add(http);
            var source = HttpStreamSource.OfHolder(http);
            sources.Add(name, source);
            followers.Add(name, new StreamFollower(
                database, StreamNames.FromHolder(name), source, new IndexApplier(name, proposals, meters, clock, loggers.CreateLogger<IndexApplier>()), clock, streamMeters, loggers.CreateLogger<StreamFollower>()));
        }
    }

    public IReadOnlyDictionary<string, StreamFollower> All => followers;

    public StreamFollower Of(string holder) => followers[holder];

    /// <summary>The holder's own stream, asked directly.</summary>
    public IStreamSource SourceOf(string holder) => sources[holder];

    public void Dispose() => clients.ForEach(client => client.Dispose());
}
