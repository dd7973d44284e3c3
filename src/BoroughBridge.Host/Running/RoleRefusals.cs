using System.Net.Sockets;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Holding;
using BoroughBridge.StandIns;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Connections;

namespace BoroughBridge.Host.Running;

/// <summary>What a role says when it will not be built or started, as the one line an operator sees.</summary>
internal static class RoleRefusals
{
    /// <summary>The refusal; none where the exception is a fault.</summary>
    public static RefusalException? Of(Role role, Exception exception) => exception switch
    {
        RefusalException refusal => refusal,
        TrustConfigurationException e => Configuration($"{role.Section}:Trust:{e.Setting}{e.Message[e.Setting.Length..].Replace(": ", " ", StringComparison.Ordinal)}"),
        ConfigurationRefusedException e => Configuration($"{role.Section}:{e.Message}"),
        StandInRefusedException e => Configuration(e.Message),
        LogUnavailableException e => Configuration($"{role.Section}:Log is not usable: {e.Message}"),
        ArgumentException { ParamName: "at" or "options" } e => Configuration($"{role.Section}:{e.Message.Split(" (Parameter")[0]}"),
        IOException { InnerException: AddressInUseException } or AddressInUseException =>
            new(ExitCodes.Unavailable, $"{role.Name}: a port of {string.Join(", ", role.Urls)} is in use"),
        IOException { InnerException: SocketException } or SocketException =>
            new(ExitCodes.Unavailable, $"{role.Name}: cannot listen on {string.Join(", ", role.Urls)}"),
        _ => null,
    };

    private static RefusalException Configuration(string fault) => new(ExitCodes.Configuration, $"configuration: {fault}");
}
