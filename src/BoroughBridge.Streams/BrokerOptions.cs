using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Streams;

/// <summary>Section <c>Broker</c> of routing (one per holder it listens to is not needed: vhosts are named) and of each holding; absent where streams are pulled.</summary>
public sealed class BrokerOptions
{
    /// <summary>amqp or amqps URI without user, host and vhost only.</summary>
    [Required]
    public string Uri { get; set; } = "";

    [Required]
    public string User { get; set; } = "";

    /// <summary>Password; from the environment in production.</summary>
    [Required]
    public string Password { get; set; } = "";

    /// <summary>Seconds the bus may be unhealthy while the broker's port answers before the process is ended (packages 6.3).</summary>
    [Range(5, 600)]
    public int WatchdogSeconds { get; set; } = 20;
}
