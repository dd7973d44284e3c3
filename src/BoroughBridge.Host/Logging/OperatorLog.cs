using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace BoroughBridge.Host.Logging;

/// <summary>
/// What an operator reads: one short line on the console and one JSON line in <c>logs/ROLE-DATE.json</c> under the role's data folder,
/// kept 14 days. May be lost; the disclosure log may not, and is another thing.
/// </summary>
internal static class OperatorLog
{
    private const long MostFileBytes = 64 << 20;

    /// <summary>The logger of one role. Its owner disposes it.</summary>
    public static Logger For(string role, string dataFolder, LogLevel level, bool toConsole)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(ToSerilog(level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            // Its one error line repeats the exception's text; the fault is logged again, by type, where it is caught.
            .MinimumLevel.Override("Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Error)
            .WriteTo.File(
                new JsonLine(role), Path.Combine(dataFolder, "logs", $"{role}-.json"), rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: MostFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: 14);
        if (toConsole) configuration.WriteTo.Console(new ConsoleLine(role));

        return configuration.CreateLogger();
    }

    private static LogEventLevel ToSerilog(LogLevel level) => level switch
    {
        LogLevel.Trace => LogEventLevel.Verbose,
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        _ => LogEventLevel.Fatal,
    };
}
