using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Trust;

/// <summary>
/// Makes the keys of a part: for the demonstration and for tests; a borough may bring its own. What is there already is kept, so it is safe to
/// run twice, also after a crash half-way. Private keys are readable by their owner alone.
/// </summary>
public static class KeyMaker
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>An ES256 key (PKCS#8 PEM) and its public half as a JSON Web Key Set, whose key id is the RFC 7638 thumbprint.</summary>
    public static void MakeSigningKey(string keyFile, string keySetFile)
    {
        if (!File.Exists(keyFile)) WriteKey(keyFile);
        if (File.Exists(keySetFile)) return;

        var key = KeyFiles.Signing(nameof(keyFile), KeyFiles.Read(nameof(keyFile), keyFile));
        var q = key.Key.ExportParameters(includePrivateParameters: false).Q;
        var set = $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{Base64UrlEncoder.Encode(q.X)}}","y":"{{Base64UrlEncoder.Encode(q.Y)}}","kid":"{{key.KeyId}}","use":"sig","alg":"ES256"}]}""";
        key.Key.Dispose();
        Write(keySetFile, set + "\n", Everyone);
    }

    /// <summary>
    /// A key that things are sealed to (PKCS#8 PEM); its public half, <c>use</c> <c>enc</c>, is added to the part's key set, ahead of older ones, unless it is there.
    /// </summary>
    public static void MakeSealingKey(string keyFile, string keySetFile)
    {
        if (!File.Exists(keyFile)) WriteKey(keyFile);
        var keys = KeyFiles.Opening(nameof(keyFile), KeyFiles.Read(nameof(keyFile), keyFile));
        var (id, key) = keys.First();
        var set = JsonNode.Parse(File.ReadAllText(keySetFile))!.AsObject();
        var members = set["keys"]!.AsArray();
        if (members.All(member => (string?)member!["kid"] != id))
        {
            var q = key.ExportParameters(includePrivateParameters: false).Q;
            members.Insert(0, new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(q.X), ["y"] = Base64UrlEncoder.Encode(q.Y), ["kid"] = id, ["use"] = "enc", ["alg"] = "ECDH-ES",
            });
            Write(keySetFile, set.ToJsonString() + "\n", Everyone, overwrite: true);
        }

        foreach (var own in keys.Values) own.Dispose();
    }

    /// <summary>A root that signs parts' certificates and nothing below them; ten years unless said otherwise.</summary>
    public static void MakeTlsRoot(string certificateFile, string keyFile, TimeProvider clock, TimeSpan? life = null)
    {
        if (File.Exists(certificateFile)) return;
        using var key = KeyOf(keyFile);
        var request = new CertificateRequest("CN=BoroughBridge parts root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));

        var from = clock.GetUtcNow().AddMinutes(-5);
        using var root = request.CreateSelfSigned(from, from + (life ?? TimeSpan.FromDays(3650)));
        Write(certificateFile, root.ExportCertificatePem() + "\n", Everyone);
    }

    /// <summary>
    /// A part's certificate under the root: its common name is the part's name (<c>routing</c>, <c>islington</c>), it serves as
    /// <paramref name="hosts"/> (loopback where none is named) and calls others. One year unless said otherwise.
    /// </summary>
    public static void MakeTlsPart(
        string rootCertificateFile, string rootKeyFile, string part, string certificateFile, string keyFile, TimeProvider clock,
        TimeSpan? life = null, IReadOnlyList<string>? hosts = null)
    {
        if (File.Exists(certificateFile)) return;
        using var rootKey = KeyOf(rootKeyFile);
        using var rootAlone = X509Certificate2.CreateFromPem(File.ReadAllText(rootCertificateFile));
        using var root = rootAlone.CopyWithPrivateKey(rootKey);
        using var key = KeyOf(keyFile);

        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(part);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        request.CertificateExtensions.Add(AlternativeNames(hosts ?? ["localhost", "127.0.0.1", "::1"]));

        var from = clock.GetUtcNow().AddMinutes(-5);
        var to = from + (life ?? TimeSpan.FromDays(365));
        using var certificate = request.Create(root, Later(from, root.NotBefore), to < root.NotAfter ? to : root.NotAfter, RandomNumberGenerator.GetBytes(16));
        Write(certificateFile, certificate.ExportCertificatePem() + "\n", Everyone);
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (System.Net.IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        return names.Build();
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static ECDsa KeyOf(string keyFile)
    {
        if (!File.Exists(keyFile)) WriteKey(keyFile);
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyFile));

        return key;
    }

    private static void WriteKey(string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n", OwnerOnly);
    }

    // Whole or not at all: written beside, made durable, then renamed, which fails where somebody else was first.
    private static void Write(string path, string text, UnixFileMode mode, bool overwrite = false)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
