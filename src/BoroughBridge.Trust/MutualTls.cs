using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BoroughBridge.Trust;

/// <summary>Mutual TLS between the parts, with the roots of the trust bundle and no others.</summary>
public static class MutualTls
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Kestrel's side: shows this part's certificate, requires the caller's, TLS 1.2 or later.</summary>
    /// <exception cref="TrustConfigurationException">A certificate, key or root file cannot be used.</exception>
    public static void Serve(HttpsConnectionAdapterOptions options, TrustOptions trust)
    {
        var files = new TlsFiles(trust, TimeProvider.System);
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.ServerCertificateSelector = (_, _) => files.Own;
        options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        options.CheckCertificateRevocation = false;
        options.ClientCertificateValidation = (certificate, chain, _) => files.IsTrusted(certificate, chain, TlsFiles.CallsOthers);
        options.HandshakeTimeout = TimeSpan.FromSeconds(5);
    }

    /// <summary>The calling side: shows this part's certificate and accepts only the bundle's roots. Pooled; meant to live as long as the part.</summary>
    /// <exception cref="TrustConfigurationException">A certificate, key or root file cannot be used.</exception>
    public static SocketsHttpHandler Caller(TrustOptions trust)
    {
        var files = new TlsFiles(trust, TimeProvider.System);

        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 16,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => files.Own!,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                    && certificate is X509Certificate2 shown && files.IsTrusted(shown, chain, TlsFiles.Serves),
            },
        };
    }

    /// <summary>The calling part's name, the one common name of its certificate; none without one. Meaningful only where <see cref="Serve"/> let it in.</summary>
    public static string? PartOf(HttpContext context) => context.Connection.ClientCertificate is { } shown ? PartOf(shown) : null;

    internal static string? PartOf(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == CommonName)
            .Take(2).ToArray();

        return names.Length == 1 ? names[0].GetSingleElementValue() : null;
    }
}
