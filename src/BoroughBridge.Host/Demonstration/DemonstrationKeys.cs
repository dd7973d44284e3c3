using System.Buffers.Text;
using System.Security.Cryptography;
using BoroughBridge.DisclosureLog.Checkpoints;
using System.Text.Json;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Trust;

namespace BoroughBridge.Host.Demonstration;

/// <summary>Makes every key of the demonstration under <c>keys/</c>; what is there already is kept.</summary>
internal sealed class DemonstrationKeys(string data)
{
    private string Folder => Path.Combine(data, "keys");

    public string Root => File("parts-root.crt");

    public string Signing(string part) => File($"{part}-signing.pem");

    public string Sealing(string part) => File($"{part}-sealing.pem");

    public string KeySet(string part) => File($"{part}.jwks.json");

    public string Certificate(string part) => File($"{part}-tls.crt");

    public string CertificateKey(string part) => File($"{part}-tls.key");

    public string Log(string part) => File($"{part}-log.pem");

    public string LogVerifier(string part) => File($"{part}-log.vkey");

    public static string LogOrigin(string part) => $"{part}.boroughbridge.example/log";

    public string KeyEncryption(string part) => File($"{part}-kek");

    public string IcsKey => File("ics-client.pem");

    public string IcsKeySet => File("ics-client.jwks.json");

    public void Make(IEnumerable<string> holders, TimeProvider clock)
    {
        OwnerOnly.MakeFolder(Folder);
        KeyMaker.MakeTlsRoot(Root, File("parts-root.key"), clock);
        MakeClientKey(IcsKey, IcsKeySet);
        foreach (var part in (IEnumerable<string>)["routing", .. holders])
        {
            KeyMaker.MakeSigningKey(Signing(part), KeySet(part));
            KeyMaker.MakeSealingKey(Sealing(part), KeySet(part));
            KeyMaker.MakeTlsPart(Root, File("parts-root.key"), part, Certificate(part), CertificateKey(part), clock);
            LogKey.Make(Log(part));
            System.IO.File.WriteAllText(LogVerifier(part), SignedNote.VerifierKey(LogOrigin(part), LogKey.Load(Log(part)).PublicKey) + "\n");
            if (part != "routing") MakeKeyEncryptionKey(KeyEncryption(part));
        }
    }

    private static void MakeKeyEncryptionKey(string path)
    {
        if (!System.IO.File.Exists(path)) OwnerOnly.Write(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>An ES384 key of a case system and its key set (SMART backend services).</summary>
    private static void MakeClientKey(string path, string keySet)
    {
        if (System.IO.File.Exists(path) && System.IO.File.Exists(keySet)) return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        OwnerOnly.Write(path, key.ExportPkcs8PrivateKeyPem());
        OwnerOnly.Write(keySet, JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "EC", crv = "P-384", kid = "ics", use = "sig", alg = "ES384", x = Base64Url.EncodeToString(q.X), y = Base64Url.EncodeToString(q.Y) } },
        }));
    }

    private string File(string name) => Path.Combine(Folder, name);
}
