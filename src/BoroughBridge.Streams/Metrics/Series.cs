using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace BoroughBridge.Streams.Metrics;

/// <summary>Name and labels of one series, both in Prometheus form.</summary>
internal readonly record struct SeriesKey(string Name, string Labels)
{
    public static SeriesKey Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = Clean(instrument.Name) + (instrument.Unit is "s" ? "_seconds" : "");
        if (Series.IsCounter(instrument)) name += "_total";
        if (tags.Length == 0) return new(name, "");

        var labels = new StringBuilder();
        foreach (var (tag, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            labels.Append(Clean(tag)).Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return new(name, labels.ToString());
    }

    private static string Clean(string name) => string.Create(name.Length, name, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>One series: a sum, a last value or a histogram of seconds.</summary>
internal abstract class Series
{
    public abstract string Type { get; }

    public abstract void Take(double value);

    public abstract void Write(StringBuilder text, SeriesKey key);

    public static bool IsCounter(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() is var type && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));

    public static Series For(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>)) return new Spread();
        if (type == typeof(Counter<>)) return new Sum("counter");
        if (type == typeof(UpDownCounter<>)) return new Sum("gauge");

        return new Last(type == typeof(ObservableCounter<>) ? "counter" : "gauge");
    }

    protected static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private sealed class Sum(string type) : Series
    {
        private double sum;

        public override string Type => type;

        public override void Take(double value)
        {
            lock (this) sum += value;
        }

        public override void Write(StringBuilder text, SeriesKey key)
        {
            lock (this) Line(text, key.Name, key.Labels, sum);
        }
    }

    private sealed class Last(string type) : Series
    {
        private double last;

        public override string Type => type;

        public override void Take(double value) => Volatile.Write(ref last, value);

        public override void Write(StringBuilder text, SeriesKey key) => Line(text, key.Name, key.Labels, Volatile.Read(ref last));
    }

    private sealed class Spread : Series
    {
        private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
        private readonly long[] counts = new long[Bounds.Length + 1];
        private double sum;

        public override string Type => "histogram";

        public override void Take(double value)
        {
            var at = Array.FindIndex(Bounds, bound => value <= bound);
            lock (this)
            {
                counts[at < 0 ? Bounds.Length : at]++;
                sum += value;
            }
        }

        public override void Write(StringBuilder text, SeriesKey key)
        {
            var more = key.Labels.Length > 0 ? key.Labels + "," : "";
            lock (this)
            {
                long total = 0;
                for (var i = 0; i < counts.Length; i++)
                {
                    total += counts[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, key.Name + "_bucket", $"{more}le=\"{bound}\"", total);
                }

                Line(text, key.Name + "_sum", key.Labels, sum);
                Line(text, key.Name + "_count", key.Labels, total);
            }
        }
    }
}
