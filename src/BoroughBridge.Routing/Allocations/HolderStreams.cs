using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Microsoft.Extensions.Logging;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.Routing.Allocations;

/// <summary>Routing's numbered streams, one towards each holder.</summary>
internal sealed class HolderStreams(RoutingOptions options, Database database, TimeProvider clock, ILogger<StreamWriter> logger)
{
    private readonly Dictionary<string, StreamWriter> writers =
        options.Authorities.Keys.ToDictionary(authority => authority, authority => new StreamWriter(database, StreamNames.ToHolder(authority), clock, logger));

    public IReadOnlyDictionary<string, StreamWriter> All => writers;

    public StreamWriter Towards(string holder) => writers[holder];
}
