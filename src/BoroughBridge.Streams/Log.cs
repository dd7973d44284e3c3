using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "stream {Stream}: a new epoch begins; readers resynchronise (reader diverged: {Diverged})")]
    public static partial void NewEpoch(ILogger logger, string stream, bool diverged);

    [LoggerMessage(2002, LogLevel.Warning, "stream {Stream}: resynchronised from the publisher's snapshot at {Number}, {Events} events")]
    public static partial void Resynced(ILogger logger, string stream, long number, int events);

    [LoggerMessage(2003, LogLevel.Error, "stream {Stream}: event {Number} of type {Type} is parked and its child closed: {Code}")]
    public static partial void Parked(ILogger logger, string stream, long number, string type, string code);

    [LoggerMessage(2004, LogLevel.Warning, "stream {Stream}: {Count} entries are not what their hash says, and are pulled instead")]
    public static partial void Unsound(ILogger logger, string stream, int count);

    [LoggerMessage(2005, LogLevel.Warning, "stream {Stream}: cannot ask the publisher ({Fault}); again in {Seconds} s")]
    public static partial void PublisherSilent(ILogger logger, string stream, string fault, double seconds);

    [LoggerMessage(2006, LogLevel.Information, "stream {Stream}: publishing to {Queue} from {Number}")]
    public static partial void RelayConnected(ILogger logger, string stream, string queue, long number);

    [LoggerMessage(2007, LogLevel.Warning, "stream {Stream}: the relay lost its broker ({Fault}); again in {Seconds} s")]
    public static partial void RelayFailed(ILogger logger, string stream, string fault, double seconds);

    [LoggerMessage(2008, LogLevel.Warning, "stream {Stream}: {Count} deliveries cannot be applied yet ({Fault}); again in {Seconds} s")]
    public static partial void DeliveryWaits(ILogger logger, string stream, int count, string fault, double seconds);

    [LoggerMessage(2009, LogLevel.Information, "stream {Stream}: listening to {Queue}")]
    public static partial void Listening(ILogger logger, string stream, string queue);

    [LoggerMessage(2010, LogLevel.Warning, "stream {Stream}: waiting for the broker ({Fault})")]
    public static partial void ListenerWaits(ILogger logger, string stream, string fault);

    [LoggerMessage(2011, LogLevel.Critical, "stream {Stream}: the bus has been {Health} for {Seconds} s while the broker's port answers; the process ends with {Code} for its supervisor to start it again")]
    public static partial void WatchdogEnds(ILogger logger, string stream, string health, double seconds, int code);

    [LoggerMessage(2012, LogLevel.Warning, "stream {Stream}: event {Number} of type {Type} failed ({Fault}), attempt {Attempt}")]
    public static partial void ApplyFailed(ILogger logger, string stream, long number, string type, string fault, int attempt);

    [LoggerMessage(2013, LogLevel.Warning, "stream {Stream}: {Missing} entries the broker never brought are pulled")]
    public static partial void Missing(ILogger logger, string stream, long missing);

    [LoggerMessage(2014, LogLevel.Information, "brokered link to {Peer}: open")]
    public static partial void CarryOpen(ILogger logger, string peer);

    [LoggerMessage(2015, LogLevel.Warning, "brokered link to {Peer}: lost or not opened ({Fault}); again in {Seconds} s")]
    public static partial void CarryFailed(ILogger logger, string peer, string fault, double seconds);

    [LoggerMessage(2016, LogLevel.Warning, "brokered link to {Peer}: a request was dropped: {Code}")]
    public static partial void CarriedDropped(ILogger logger, string peer, string code);

    [LoggerMessage(2017, LogLevel.Error, "brokered link to {Peer}: a request failed: {Fault}")]
    public static partial void CarriedFailed(ILogger logger, string peer, string fault);
}
