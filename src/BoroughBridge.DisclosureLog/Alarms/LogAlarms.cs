using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.DisclosureLog.Alarms;

/// <summary>An alarm that stands: what it is about, a code of what is wrong, and since when.</summary>
public sealed record LogAlarm(string Name, string Code, DateTimeOffset Since);

/// <summary>
/// What is wrong with the log just now (AL-13): told to the operator's log when it begins and when it ends, counted in the metrics, shown by health.
/// Raising needs no disk and no database, so that an alarm about either can be raised.
/// </summary>
public sealed class LogAlarms
{
    public const string MeterName = "BoroughBridge.DisclosureLog";

    private readonly ConcurrentDictionary<string, LogAlarm> standing = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly LogReserve? reserve;

    internal LogAlarms(TimeProvider clock, ILogger<LogAlarms> logger, IMeterFactory meters, LogReserve? reserve = null)
    {
        (this.clock, this.logger, this.reserve) = (clock, logger, reserve);
        meters.Create(MeterName).CreateObservableGauge(
            "boroughbridge.log.alarm",
            () => standing.Values.Select(alarm => new Measurement<long>(1, new KeyValuePair<string, object?>("alarm", alarm.Name), new KeyValuePair<string, object?>("code", alarm.Code))));
    }

    /// <summary>What stands now, oldest first.</summary>
    public IReadOnlyList<LogAlarm> Standing => [.. standing.Values.OrderBy(alarm => alarm.Since)];

    /// <summary>Why no new disclosure is logged, and so none made; none where they go on.</summary>
    public string? StopCode { get; set; }

    /// <summary>Told when an alarm begins, for whoever sends notices.</summary>
    public event Action<LogAlarm>? Raised;

    /// <summary>Raises it; one that stands already with this code is not told again.</summary>
    public void Raise(string name, string code)
    {
        var alarm = new LogAlarm(name, code, clock.GetUtcNow());
        var before = standing.TryGetValue(name, out var known) ? known : null;
        if (before?.Code == code) return;

        standing[name] = alarm;
        reserve?.GiveUpIfFull();
        Log.AlarmRaised(logger, name, code);
        Raised?.Invoke(alarm);
    }

    public void Clear(string name)
    {
        if (standing.TryRemove(name, out var was)) Log.AlarmCleared(logger, name, was.Code);
    }
}
