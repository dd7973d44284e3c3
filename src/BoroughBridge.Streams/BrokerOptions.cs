using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Streams;

/// <summary>Section <c>Broker</c> of routing (one per holder it listens to is not needed: vhosts are named) and of each holding; absent where streams are pulled.</summary>
public sealed class BrokerOptions : IValidatableObject
{
    /// <summary>amqp or amqps URI without user, host and vhost only.</summary>
    [Required]
    public string Uri { get; set; } = "";

    public string User { get; set; } = "";

    /// <summary>Password; from the environment in production.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// In place of <see cref="User"/> and <see cref="Password"/>: a file with the user on its first line and the password on its second, read at every
    /// connection, so that they are changed without a restart.
    /// </summary>
    public string? CredentialsFile { get; set; }

    /// <summary>PEM roots the broker's certificate must stand under (amqps); the machine's own roots where empty.</summary>
    public string? TlsRootsFile { get; set; }

    /// <summary>PEM certificate and key shown to a broker that asks for one (amqps); read again when they change.</summary>
    public string? TlsCertificateFile { get; set; }

    public string? TlsKeyFile { get; set; }

    /// <summary>Seconds the bus may be unhealthy while the broker's port answers before the process is ended (packages 6.3).</summary>
    [Range(5, 600)]
    public int WatchdogSeconds { get; set; } = 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(CredentialsFile))
        {
            if (User.Length == 0) yield return new("User is required");
            if (Password.Length == 0) yield return new("Password is required");
        }
        else if (User.Length + Password.Length > 0)
        {
            yield return new("CredentialsFile is given beside User or Password: one of the two");
        }

        var tls = new[] { TlsRootsFile, TlsCertificateFile, TlsKeyFile }.Any(file => !string.IsNullOrEmpty(file));
        if (tls && !Uri.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase)) yield return new("Uri is not amqps, and TLS files are given");
        if (string.IsNullOrEmpty(TlsCertificateFile) != string.IsNullOrEmpty(TlsKeyFile)) yield return new("TlsCertificateFile and TlsKeyFile go together");
    }
}
