using BoroughBridge.Trust;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>A folder of keys and certificates, gone after the test.</summary>
internal sealed class TrustFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bb-test-trust-").FullName;

    public string this[string file] => Path.Combine(folder, file);

    /// <summary>All that a part needs, under the root <paramref name="root"/>.</summary>
    public TrustOptions Part(string part, string root = "root", TimeProvider? clock = null, TimeSpan? life = null, params string[] peers)
    {
        clock ??= TimeProvider.System;
        KeyMaker.MakeSigningKey(this[$"{part}.key"], this[$"{part}.jwks"]);
        KeyMaker.MakeTlsRoot(this[$"{root}.crt"], this[$"{root}.key"], clock);
        KeyMaker.MakeTlsPart(this[$"{root}.crt"], this[$"{root}.key"], part, this[$"{part}.{root}.crt"], this[$"{part}.{root}.tls.key"], clock, life);
        var options = new TrustOptions
        {
            Self = part,
            SigningKeyFile = this[$"{part}.key"],
            TlsCertificateFile = this[$"{part}.{root}.crt"],
            TlsKeyFile = this[$"{part}.{root}.tls.key"],
            TlsRootsFile = this[$"{root}.crt"],
        };
        foreach (var peer in peers) options.PeerKeyFiles[peer] = this[$"{peer}.jwks"];

        return options;
    }

    /// <summary>The same, with a key to be sealed to.</summary>
    public TrustOptions Sealing(string part, params string[] peers)
    {
        var options = Part(part, peers: peers);
        options.SealingKeyFile = this[$"{part}.seal"];
        KeyMaker.MakeSealingKey(options.SealingKeyFile, this[$"{part}.jwks"]);

        return options;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
