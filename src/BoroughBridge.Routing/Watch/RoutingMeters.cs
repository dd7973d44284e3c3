using System.Diagnostics.Metrics;

namespace BoroughBridge.Routing.Watch;

/// <summary>What routing counts: codes and authorities as tags, never an id.</summary>
internal sealed class RoutingMeters(IMeterFactory factory)
{
    public const string Name = "BoroughBridge.Routing";

    private readonly Counter<long> reads = Make(factory).CreateCounter<long>("boroughbridge.reads");
    private readonly Counter<long> ignored = Make(factory).CreateCounter<long>("boroughbridge.events.ignored");
    private readonly Counter<long> closed = Make(factory).CreateCounter<long>("boroughbridge.children.closed");
    private readonly Counter<long> unwritten = Make(factory).CreateCounter<long>("boroughbridge.log.unwritten");

    /// <summary>A read ended: <c>disclosed</c>, <c>not-found</c> or the code of a failure.</summary>
    public void Read(string outcome) => reads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>An event of a type this version does not know.</summary>
    public void EventIgnored(string holder) => ignored.Add(1, new KeyValuePair<string, object?>("holder", holder));

    /// <summary>A child was closed to reads because of a poison event.</summary>
    public void ChildClosed(string holder) => closed.Add(1, new KeyValuePair<string, object?>("holder", holder));

    /// <summary>A <c>not-disclosed</c> entry was given up: the reconciler will show the orphan.</summary>
    public void EntryUnwritten() => unwritten.Add(1);

    private static Meter Make(IMeterFactory factory) => factory.Create(Name);
}
