using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Watch;

/// <summary>What routing says to its operator: codes, authorities and counts; never a name, a token, a query or a body.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "an entry of kind {Kind} could not be queued for the disclosure log")]
    public static partial void EntryUnwritten(ILogger logger, string kind);

    [LoggerMessage(5002, LogLevel.Error, "request {Trace} ended by {Fault}")]
    public static partial void Fault(ILogger logger, string trace, string fault);
}
