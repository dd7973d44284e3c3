namespace BoroughBridge.Trust;

/// <summary>
/// This part's signing key and the other parts' public keys. Files that change are read again within a second: to rotate, add the new public key
/// to the peers' sets, change the private key, and take the old public key out when nothing signed by it can still be under way.
/// </summary>
public sealed class TrustBundle
{
    private readonly Dictionary<string, JwsVerifier> verifiers = new(StringComparer.Ordinal);

    private TrustBundle(string self, JwsSigner signer)
    {
        Self = self;
        Signer = signer;
    }

    /// <summary>Who this part is: <c>routing</c> or an authority's slug.</summary>
    public string Self { get; }

    public JwsSigner Signer { get; }

    /// <summary>The parts whose words are taken.</summary>
    public IReadOnlyCollection<string> Peers => verifiers.Keys;

    /// <summary>Reads every key the options name.</summary>
    /// <exception cref="TrustConfigurationException">One is missing or cannot be used; the message names the setting.</exception>
    public static TrustBundle Load(TrustOptions options, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        if (string.IsNullOrWhiteSpace(options.Self)) throw new TrustConfigurationException(nameof(options.Self), "is required");

        var own = new WatchedFile<SigningKey>(nameof(options.SigningKeyFile), options.SigningKeyFile, KeyFiles.Signing, clock).Load();
        var bundle = new TrustBundle(options.Self, new JwsSigner(() => own.Current));
        foreach (var (peer, path) in options.PeerKeyFiles)
        {
            var keys = new WatchedFile<IReadOnlyDictionary<string, System.Security.Cryptography.ECDsa>>(
                $"{nameof(options.PeerKeyFiles)}:{peer}", path, KeyFiles.Peer, clock).Load();
            bundle.verifiers.Add(peer, new JwsVerifier(id => keys.Current?.GetValueOrDefault(id)));
        }

        return bundle;
    }

    /// <summary>Verifies what a peer signed. A part that is not in the bundle has no keys, so nothing of it verifies.</summary>
    public JwsVerifier VerifierFor(string peer) => verifiers.GetValueOrDefault(peer) ?? new JwsVerifier(_ => null);
}
