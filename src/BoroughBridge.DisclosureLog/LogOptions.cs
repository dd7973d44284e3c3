using System.ComponentModel.DataAnnotations;
using BoroughBridge.DisclosureLog.Witnessing;

namespace BoroughBridge.DisclosureLog;

/// <summary>Section <c>Log</c> of routing and of each holding.</summary>
public sealed class LogOptions
{
    /// <summary>The log's origin as its checkpoints name it, for instance <c>islington.boroughbridge.example/log</c>.</summary>
    [Required]
    public string Origin { get; set; } = "";

    /// <summary>PEM file of the log's Ed25519 private key. Without it nothing is disclosed.</summary>
    [Required]
    public string KeyFile { get; set; } = "";

    /// <summary>Seconds an entry may wait to be durable before the request it stands for is answered 503.</summary>
    [Range(1, 30)]
    public int WriteTimeoutSeconds { get; set; } = 3;

    /// <summary>Seconds between checkpoints; one is also signed on demand.</summary>
    [Range(1, 3600)]
    public int CheckpointSeconds { get; set; } = 10;

    /// <summary>The other parts' logs, by part: this part co-signs them, and counts their co-signatures of its own. Routing names every holder, a holder routing and the others.</summary>
    public Dictionary<string, PeerLogOptions> Peers { get; } = [];

    /// <summary>What the agreement says of co-signing.</summary>
    public WitnessOptions Witnessing { get; set; } = new();
}
