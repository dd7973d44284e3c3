namespace BoroughBridge.Host.Demonstration;

/// <summary>The demonstration's block of ten ports (interfaces.md).</summary>
internal sealed record DemonstrationPorts(int First)
{
    public string Routing => $"http://localhost:{First}";

    public string Ics => $"http://localhost:{First + 3}";

    public string Identity => $"http://localhost:{First + 4}";

    public string RoutingRecord => $"https://127.0.0.1:{First + 7}";

    public int Broker => First + 8;

    public int Database => First + 9;

    /// <summary>Address of the holder that stands at this place in the list, from 0.</summary>
    public string Holder(int place) => $"http://localhost:{First + 1 + place}";

    public string HolderRecord(int place) => $"https://127.0.0.1:{First + 5 + place}";

    /// <summary>The issuer that signs an authority's people in.</summary>
    public string Issuer(string authority) => $"{Identity}/{authority}";
}
