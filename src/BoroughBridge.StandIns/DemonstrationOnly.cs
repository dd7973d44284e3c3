namespace BoroughBridge.StandIns;

/// <summary>A stand-in will not start; the message is the one line an operator sees.</summary>
public sealed class StandInRefusedException(string message) : Exception(message);

/// <summary>What every stand-in asks before it starts: a demonstration, and an address that only this computer can reach.</summary>
public static class DemonstrationOnly
{
    /// <exception cref="StandInRefusedException">This is not the demonstration, or the address is not loopback.</exception>
    public static Uri Require(bool demonstration, string what, string url)
    {
        if (!demonstration) throw new StandInRefusedException($"the {what} is for the demonstration only, and Demonstration is not true");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp || address.AbsolutePath != "/")
            throw new StandInRefusedException($"the {what} needs a plain http address without a path");
        if (!IsLoopback(address)) throw new StandInRefusedException($"the {what} listens on loopback only, and its address is another");

        return address;
    }

    /// <summary>A loopback address or the name <c>localhost</c>; a name that merely resolves to loopback today does not count.</summary>
    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && System.Net.IPAddress.IsLoopback(ip));
}
