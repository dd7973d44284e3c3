namespace BoroughBridge.Streams;

/// <summary>How routing and a holder reach each other (architecture, decision 7; ACC-12). Both carry the same messages through the same checks.</summary>
public enum TransportProfile
{
    /// <summary>HTTPS with mutual TLS into the holder's record endpoint, and from the holder into routing's.</summary>
    Direct,

    /// <summary>The holder takes no connection and makes none but to the broker, which sees only ciphertext.</summary>
    Brokered,
}
