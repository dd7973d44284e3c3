using Microsoft.Extensions.Logging;

namespace BoroughBridge.DisclosureLog;

/// <summary>What the log says of itself to the operator: codes and counts.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Error, "disclosure log: {Count} entries refused: {Code}")]
    public static partial void Refused(ILogger logger, string code, int count);

    [LoggerMessage(3002, LogLevel.Error, "disclosure log: {Count} entries not written yet: {Fault}")]
    public static partial void NotWritten(ILogger logger, string fault, int count);
}
