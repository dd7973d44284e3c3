using BoroughBridge.Host.Configuration;

namespace BoroughBridge.Host.Running;

/// <summary>The roles a configuration file names, in the order they start: who is called before who calls.</summary>
internal static class Roles
{
    public static IReadOnlyList<Role> Of(BridgeOptions options) => [];
}
