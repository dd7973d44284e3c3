using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>What the paper adapter says. Ids, codes and counts; never a name, a file's name or a word of a page.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "paper: waiting, nothing is lost; install with: apt-get install {Packages}")]
    public static partial void ToolsMissing(ILogger logger, string packages);

    [LoggerMessage(3001, LogLevel.Information, "paper: all tools are there, going on")]
    public static partial void ToolsFound(ILogger logger);

    [LoggerMessage(3002, LogLevel.Information, "paper: file {FileId} taken, {Size} bytes")]
    public static partial void Taken(ILogger logger, string fileId, long size);

    [LoggerMessage(3003, LogLevel.Information, "paper: file {FileId} counted, {Pages} pages")]
    public static partial void Counted(ILogger logger, string fileId, int pages);

    [LoggerMessage(3004, LogLevel.Information, "paper: file {FileId} {State}: {Reason}")]
    public static partial void SetAside(ILogger logger, string fileId, string state, string reason);

    [LoggerMessage(3005, LogLevel.Information, "paper: file {FileId} decided, {Documents} documents, {Held} held")]
    public static partial void Decided(ILogger logger, string fileId, int documents, int held);

    [LoggerMessage(3006, LogLevel.Information, "paper: document {DocumentId} filed, {Pages} pages")]
    public static partial void Filed(ILogger logger, string documentId, int pages);

    [LoggerMessage(3007, LogLevel.Warning, "paper: file {FileId} could not be worked on ({Fault}), attempt {Attempt}")]
    public static partial void Failed(ILogger logger, string fileId, string fault, int attempt);

    [LoggerMessage(3008, LogLevel.Critical, "paper: ALARM: the page ledger does not balance, {Balance} pages unaccounted for")]
    public static partial void Imbalance(ILogger logger, long balance);

    [LoggerMessage(3009, LogLevel.Warning, "paper: the drop folder cannot be worked on ({Fault})")]
    public static partial void DropFolderFailed(ILogger logger, string fault);

    [LoggerMessage(3011, LogLevel.Warning, "paper: this system does not let decoders be cut off from the network; they run with the other limits")]
    public static partial void NotCutOff(ILogger logger);

    [LoggerMessage(3010, LogLevel.Warning, "paper: {Count} entries of the drop folder cannot be taken: links, folders, pipes or names that cannot be read")]
    public static partial void NotTaken(ILogger logger, int count);
}
