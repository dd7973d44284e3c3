using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Trust;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>Keys and certificates of routing and two holders, in a folder of its own with a short path.</summary>
internal sealed class TestParts : IDisposable
{
    private static readonly string[] Names = ["routing", "islington", "tower-hamlets", "stranger"];

    public TestParts()
    {
        Folder = Path.Combine(Path.GetTempPath(), "bbr-" + Ids.New()[..8]);
        Directory.CreateDirectory(Folder);
        KeyMaker.MakeTlsRoot(At("root.pem"), At("root.key"), TimeProvider.System);
        foreach (var name in Names)
        {
            KeyMaker.MakeSigningKey(At(name + ".sig"), At(name + ".jwks"));
            KeyMaker.MakeSealingKey(At(name + ".seal"), At(name + ".jwks"));
            KeyMaker.MakeTlsPart(At("root.pem"), At("root.key"), name, At(name + ".pem"), At(name + ".key"), TimeProvider.System);
        }

        LogKey.Make(At("log.key"));
    }

    public string Folder { get; }

    public string At(string file) => Path.Combine(Folder, file);

    /// <summary>Section Trust of a part; every part knows the keys of all the others but the stranger's.</summary>
    public TrustOptions Trust(string self, TestIssuers issuers)
    {
        var trust = new TrustOptions
        {
            Self = self,
            SigningKeyFile = At(self + ".sig"),
            SealingKeyFile = At(self + ".seal"),
            TlsCertificateFile = At(self + ".pem"),
            TlsKeyFile = At(self + ".key"),
            TlsRootsFile = At("root.pem"),
        };
        foreach (var peer in Names.Where(name => name != self && name != "stranger")) trust.PeerKeyFiles[peer] = At(peer + ".jwks");
        foreach (var authority in new[] { "islington", "tower-hamlets" }) trust.IdentityProviders[authority] = issuers.Options(authority);

        return trust;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
