using System.ComponentModel.DataAnnotations;

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
}
