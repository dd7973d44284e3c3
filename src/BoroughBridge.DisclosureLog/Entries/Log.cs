using Microsoft.Extensions.Logging;

namespace BoroughBridge.DisclosureLog;

/// <summary>What the log says of itself to the operator: codes and counts.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Error, "disclosure log: {Count} entries refused: {Code}")]
    public static partial void Refused(ILogger logger, string code, int count);

    [LoggerMessage(3002, LogLevel.Error, "disclosure log: {Count} entries not written yet: {Fault}")]
    public static partial void NotWritten(ILogger logger, string fault, int count);

    [LoggerMessage(3003, LogLevel.Critical, "disclosure log: alarm {Alarm}: {Code}")]
    public static partial void AlarmRaised(ILogger logger, string alarm, string code);

    [LoggerMessage(3004, LogLevel.Warning, "disclosure log: alarm {Alarm} is over: {Code}")]
    public static partial void AlarmCleared(ILogger logger, string alarm, string code);
}
