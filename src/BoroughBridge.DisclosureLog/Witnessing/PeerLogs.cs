namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>The other parts' logs that this part co-signs and whose co-signatures it counts, and the connections it reaches them by.</summary>
internal sealed class PeerLogs(IReadOnlyList<PeerLog> all, HttpClient http)
{
    public IReadOnlyList<PeerLog> All => all;

    public HttpClient Http => http;

    public PeerLog? ByOrigin(string origin) => all.FirstOrDefault(peer => peer.Origin == origin);
}
