using System.Diagnostics.Metrics;

namespace BoroughBridge.Streams;

/// <summary>What streams count: numbers of entries and of happenings, by stream; no ids of anything.</summary>
public sealed class StreamMeters
{
    private readonly Counter<long> published;
    private readonly Counter<long> publishFailures;
    private readonly Counter<long> applied;
    private readonly Counter<long> repeats;
    private readonly Counter<long> gaps;
    private readonly Counter<long> pulled;
    private readonly Counter<long> resyncs;
    private readonly Counter<long> parked;
    private readonly Counter<long> unsound;
    private readonly Counter<long> carried;
    private readonly Histogram<double> lag;

    public StreamMeters(IMeterFactory meters)
    {
        var meter = meters.Create("BoroughBridge.Streams");
        published = meter.CreateCounter<long>("stream.published");
        publishFailures = meter.CreateCounter<long>("stream.publish_failures");
        applied = meter.CreateCounter<long>("stream.applied");
        repeats = meter.CreateCounter<long>("stream.repeats");
        gaps = meter.CreateCounter<long>("stream.gaps");
        pulled = meter.CreateCounter<long>("stream.pulled");
        resyncs = meter.CreateCounter<long>("stream.resyncs");
        parked = meter.CreateCounter<long>("stream.parked");
        unsound = meter.CreateCounter<long>("stream.unsound");
        carried = meter.CreateCounter<long>("carried.requests");
        lag = meter.CreateHistogram<double>("stream.lag", "s", "From recorded at the publisher to applied at the reader.");
    }

    internal void Published(string stream, long count) => published.Add(count, Of(stream));

    internal void PublishFailed(string stream) => publishFailures.Add(1, Of(stream));

    internal void Applied(string stream, long count, TimeSpan sinceRecorded)
    {
        applied.Add(count, Of(stream));
        lag.Record(sinceRecorded.TotalSeconds, Of(stream));
    }

    internal void Repeated(string stream, long count) => repeats.Add(count, Of(stream));

    internal void GapSeen(string stream) => gaps.Add(1, Of(stream));

    internal void Pulled(string stream, long count) => pulled.Add(count, Of(stream));

    internal void Resynced(string stream) => resyncs.Add(1, Of(stream));

    internal void Parked(string stream, long count) => parked.Add(count, Of(stream));

    internal void Unsound(string stream, long count) => unsound.Add(count, Of(stream));

    internal void Carried(string peer, string outcome) => carried.Add(1, new("peer", peer), new("outcome", outcome));

    private static KeyValuePair<string, object?> Of(string stream) => new("stream", stream);
}
