using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace BoroughBridge.Host.Logging;

/// <summary>One event as one line for a person at a terminal: time, level, role, message, and the kind of exception without its text.</summary>
internal sealed class ConsoleLine(string role) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var level = logEvent.Level switch
        {
            LogEventLevel.Verbose => "trc",
            LogEventLevel.Debug => "dbg",
            LogEventLevel.Information => "inf",
            LogEventLevel.Warning => "WRN",
            LogEventLevel.Error => "ERR",
            _ => "FTL",
        };
        var exception = logEvent.Exception is { } e ? $" ({LogText.Kinds(e)})" : "";

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{logEvent.Timestamp:HH:mm:ss} {level} {role} {LogText.Message(logEvent)}{exception}"));
    }
}
