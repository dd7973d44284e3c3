using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Watch;

/// <summary>What routing says to its operator: codes, authorities and counts; never a name, a token, a query or a body.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "an entry of kind {Kind} could not be queued for the disclosure log")]
    public static partial void EntryUnwritten(ILogger logger, string kind);

    [LoggerMessage(5002, LogLevel.Error, "request {Trace} ended by {Fault}")]
    public static partial void Fault(ILogger logger, string trace, string fault);

    [LoggerMessage(5003, LogLevel.Warning, "{Holder} has forgotten the end of {Count} allocations, as a restored store does; they stay ended here, and are to be ended there again")]
    public static partial void EndsForgotten(ILogger logger, string holder, int count);
}
