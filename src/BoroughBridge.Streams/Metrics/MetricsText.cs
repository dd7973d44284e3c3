using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace BoroughBridge.Streams.Metrics;

/// <summary>
/// One part's measurements as Prometheus text (0.0.4). Hears only the meters of that part's own <see cref="IMeterFactory"/>, so that parts in
/// one process do not count each other's work. Names and tag values are codes of ours; series are bounded.
/// </summary>
public sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int MostSeries = 2000;
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<SeriesKey, Series> all = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="meters">The part's meter factory.</param>
    /// <param name="names">Meters to hear, by beginning of their name: <c>BoroughBridge.</c>.</param>
    public MetricsText(IMeterFactory meters, params string[] names)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && names.Any(name => instrument.Meter.Name.StartsWith(name, StringComparison.Ordinal)))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All series now; observable instruments are asked first.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();

        var text = new StringBuilder(4096);
        foreach (var family in all.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).ThenBy(pair => pair.Key.Labels, StringComparer.Ordinal).GroupBy(pair => pair.Key.Name))
        {
            text.Append("# TYPE ").Append(family.Key).Append(' ').Append(family.First().Value.Type).Append('\n');
            foreach (var (key, series) in family) series.Write(text, key);
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = SeriesKey.Of(instrument, tags);
        if (!all.TryGetValue(key, out var series))
        {
            if (all.Count >= MostSeries) return;
            series = all.GetOrAdd(key, _ => Series.For(instrument));
        }

        series.Take(value);
    }
}
