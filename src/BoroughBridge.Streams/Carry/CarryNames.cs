namespace BoroughBridge.Streams.Carry;

/// <summary>Names on the broker, in the virtual host of one authority. The permissions of the two users there are written to them (runbook).</summary>
internal static class CarryNames
{
    /// <summary>Routing key of a request: any process of the part may take it.</summary>
    public const string Ask = "ask";

    /// <summary>The exchange by which a part is reached, and its queue of requests.</summary>
    public static string To(string part) => "bb.record.to." + part;

    /// <summary>A process's own inbox, gone with its connection; bound by its id.</summary>
    public static string Inbox(string part, string id) => $"{To(part)}.{id}";
}
