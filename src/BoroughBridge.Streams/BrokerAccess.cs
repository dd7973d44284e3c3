using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BoroughBridge.Trust;
using MassTransit;
using RabbitMQ.Client;

namespace BoroughBridge.Streams;

/// <summary>
/// How a part gets into its virtual host: address, credentials and TLS, the same for whoever sends or listens there. Credentials and certificates are read
/// at every connection, so that they rotate without a restart.
/// </summary>
internal sealed class BrokerAccess : ICredentialsProvider
{
    private static readonly Oid Serving = new(TlsFiles.Serves);
    private readonly BrokerOptions options;
    private readonly WatchedFile<Credentials>? credentials;
    private readonly WatchedFile<X509Certificate2Collection>? roots;
    private readonly WatchedFile<X509Certificate2>? own;

    /// <exception cref="TrustConfigurationException">A file that is named cannot be used.</exception>
    public BrokerAccess(BrokerOptions options)
    {
        this.options = options;
        credentials = Watched(nameof(options.CredentialsFile), options.CredentialsFile, Read);
        roots = Watched(nameof(options.TlsRootsFile), options.TlsRootsFile, TlsFiles.Certificates);
        own = Watched(nameof(options.TlsCertificateFile), options.TlsCertificateFile, (setting, pem) => TlsFiles.WithKey(setting, pem, options.TlsKeyFile ?? ""));
    }

    public string Name => "boroughbridge";

    private bool IsTls => options.Uri.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase);

    public Task<Credentials> GetCredentialsAsync(CancellationToken cancellationToken = default) => Task.FromResult(
        credentials is null
            ? new Credentials(Name, options.User, options.Password, null)
            : credentials.Current ?? throw new StreamException("broker-credentials-unreadable"));

    /// <summary>What it is let in by at this moment; another object where that has changed.</summary>
    public (object? Credentials, object? Certificate) Pass => (credentials?.Current, own?.Current);

    /// <summary>For a sender of our own: one connection, never repaired by the library.</summary>
    public ConnectionFactory Factory(string name)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(options.Uri),
            CredentialsProvider = this,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
            ContinuationTimeout = TimeSpan.FromSeconds(5),
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
            ClientProvidedName = name,
        };
        if (IsTls)
        {
            factory.Ssl = new SslOption(factory.Endpoint.HostName, enabled: true)
            {
                Version = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateValidationCallback = IsBroker,
                CertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own.Current!,
            };
        }

        return factory;
    }

    /// <summary>For a bus that listens.</summary>
    public void Apply(IRabbitMqHostConfigurator host)
    {
        host.CredentialsProvider = this;
        if (!IsTls) return;

        host.UseSsl(ssl =>
        {
            ssl.ServerName = new Uri(options.Uri).Host;
            ssl.Protocol = SslProtocols.Tls12 | SslProtocols.Tls13;
            ssl.CertificateValidationCallback = IsBroker;
            if (own is not null) ssl.CertificateSelectionCallback = (_, _, _, _, _) => own.Current!;
        });
    }

    /// <summary>The broker by its name, under the roots given; the machine's own where none are.</summary>
    private bool IsBroker(object sender, X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        if (roots is null) return errors == SslPolicyErrors.None;
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || shown is not X509Certificate2 certificate) return false;

        return roots.Current is { } accepted && TlsFiles.IsTrusted(certificate, sent, Serving, accepted);
    }

    private static WatchedFile<T>? Watched<T>(string setting, string? path, Func<string, byte[], T> read)
        where T : class => string.IsNullOrEmpty(path) ? null : new WatchedFile<T>(setting, path, read, TimeProvider.System).Load();

    private Credentials Read(string setting, byte[] bytes)
    {
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        return lines is [var user, var password] ? new(Name, user, password, null) : throw new TrustConfigurationException(setting, "is not two lines, user and password");
    }
}
