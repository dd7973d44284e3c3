using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace BoroughBridge.Trust;

/// <summary>A part's certificate and the roots it accepts, from files that are read again when they change.</summary>
internal sealed class TlsFiles
{
    public const string Serves = "1.3.6.1.5.5.7.3.1";
    public const string CallsOthers = "1.3.6.1.5.5.7.3.2";

    private readonly WatchedFile<X509Certificate2> own;
    private readonly WatchedFile<X509Certificate2Collection> roots;

    public TlsFiles(TrustOptions trust, TimeProvider clock)
    {
        KeyFiles.Read(nameof(trust.TlsKeyFile), trust.TlsKeyFile);
        own = new WatchedFile<X509Certificate2>(
            nameof(trust.TlsCertificateFile), trust.TlsCertificateFile, (setting, pem) => WithKey(setting, pem, trust.TlsKeyFile), clock).Load();
        roots = new WatchedFile<X509Certificate2Collection>(nameof(trust.TlsRootsFile), trust.TlsRootsFile, Certificates, clock).Load();
    }

    /// <summary>What this part shows; none while its files cannot be used, and then no connection is made.</summary>
    public X509Certificate2? Own => own.Current;

    /// <summary>Under one of our roots, in its dates, for this use. Revocation is by taking a root or a part out of the bundle: nothing is looked up.</summary>
    public bool IsTrusted(X509Certificate2 shown, X509Chain? sent, string use) => roots.Current is { } accepted && IsTrusted(shown, sent, new Oid(use), accepted);

    /// <summary>The same, under these roots.</summary>
    public static bool IsTrusted(X509Certificate2 shown, X509Chain? sent, Oid use, X509Certificate2Collection accepted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(use);
        foreach (var certificate in accepted)
        {
            var isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? chain.ChainPolicy.CustomTrustStore : chain.ChainPolicy.ExtraStore).Add(certificate);
        }

        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        try
        {
            return chain.Build(shown);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    public static X509Certificate2 WithKey(string setting, byte[] pem, string keyFile)
    {
        var key = Encoding.ASCII.GetString(KeyFiles.Read(nameof(TrustOptions.TlsKeyFile), keyFile));
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem), key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TrustConfigurationException(setting, $"is not a PEM certificate with the private key of {nameof(TrustOptions.TlsKeyFile)}", e);
        }
    }

    public static X509Certificate2Collection Certificates(string setting, byte[] pem)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(Encoding.ASCII.GetString(pem));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TrustConfigurationException(setting, "is not a PEM file of certificates", e);
        }

        return read.Count > 0 ? read : throw new TrustConfigurationException(setting, "holds no certificate");
    }
}
