using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.Electronic;

/// <summary>What the electronic adapter says. Codes and counts; never a name, a key of the ICS or a value.</summary>
internal static partial class ElectronicLog
{
    [LoggerMessage(3500, LogLevel.Warning, "electronic: the ICS cannot be read ({Code}); going on with what is here, trying again")]
    public static partial void Unavailable(ILogger logger, string code);

    [LoggerMessage(3501, LogLevel.Information, "electronic: the ICS is read again")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(3502, LogLevel.Error, "electronic: reading failed on this side ({Fault}); trying again")]
    public static partial void Failed(ILogger logger, string fault);

    [LoggerMessage(3503, LogLevel.Information, "electronic: everything was read, {Persons} persons")]
    public static partial void ReadAll(ILogger logger, int persons);

    [LoggerMessage(3504, LogLevel.Warning, "electronic: the ICS no longer knows our cursor; everything will be read")]
    public static partial void CursorGone(ILogger logger);

    [LoggerMessage(3505, LogLevel.Warning, "electronic: {Persons} persons are no longer in the ICS; suspected deletes, kept")]
    public static partial void Vanished(ILogger logger, int persons);

    [LoggerMessage(3506, LogLevel.Critical, "electronic: ALARM: {Missing} children vanished from the ICS and {Present} are listed; reading is suspended until an operator resumes it")]
    public static partial void Suspended(ILogger logger, int missing, int present);
}
