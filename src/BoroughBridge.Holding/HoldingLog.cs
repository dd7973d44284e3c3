using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding;

/// <summary>What a holding says of itself to its operator: ids of ours, codes and counts.</summary>
internal static partial class HoldingLog
{
    [LoggerMessage(4001, LogLevel.Information, "holding {Authority}: store ready, {Swept} leftover files swept")]
    public static partial void Ready(ILogger logger, string authority, int swept);

    [LoggerMessage(4002, LogLevel.Warning, "read refused: transaction {Transaction}, {Code}")]
    public static partial void ReadRefused(ILogger logger, string transaction, string code);

    [LoggerMessage(4003, LogLevel.Error, "read not answered: {Code}")]
    public static partial void ReadFailed(ILogger logger, string code);

    [LoggerMessage(4004, LogLevel.Error, "ledger: {Count} reads not written down: {Code}")]
    public static partial void LedgerRefused(ILogger logger, string code, int count);

    [LoggerMessage(4005, LogLevel.Warning, "stream from routing: {Type} for allocation {AllocationId} answers no proposal that stands")]
    public static partial void AnswerToNoProposal(ILogger logger, string type, string allocationId);

    [LoggerMessage(4006, LogLevel.Warning, "stream from routing: {Type} is not known to this version, nothing done")]
    public static partial void EventUnknown(ILogger logger, string type);

    [LoggerMessage(4007, LogLevel.Error, "stream from routing: {Type} in a snapshot cannot be read, left out")]
    public static partial void SnapshotEventUnreadable(ILogger logger, string type);

    [LoggerMessage(4008, LogLevel.Error, "request {TraceId} failed: {Fault}")]
    public static partial void RequestFailed(ILogger logger, string traceId, string fault);

    [LoggerMessage(4011, LogLevel.Warning, "routing did not take a quick denial of kind {Kind}: {Code}; the stream tells it")]
    public static partial void QuickDenialNotTaken(ILogger logger, string kind, string code);

    [LoggerMessage(4010, LogLevel.Warning, "stream from routing: {Type} is about agreement {AgreementId}, which is not known here")]
    public static partial void ActOnNoAgreement(ILogger logger, string type, string agreementId);

    [LoggerMessage(4009, LogLevel.Information, "person index: {Count} persons taken")]
    public static partial void PersonsTaken(ILogger logger, int count);

    [LoggerMessage(4010, LogLevel.Information, "return: {Rows} rows of {Children} children taken, {Changed} resources changed")]
    public static partial void ReturnTaken(ILogger logger, int rows, int changed, int children);
}
