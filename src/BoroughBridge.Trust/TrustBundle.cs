using System.Security.Cryptography;

namespace BoroughBridge.Trust;

/// <summary>
/// This part's own keys and the other parts' public keys. Files that change are read again within a second: to rotate, add the new public key
/// to the peers' sets, change the private key, and take the old public key out when nothing signed by it can still be under way.
/// </summary>
public sealed class TrustBundle
{
    private readonly Dictionary<string, JwsVerifier> verifiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<SealingKey?>> seals = new(StringComparer.Ordinal);
    private WatchedFile<IReadOnlyDictionary<string, ECDiffieHellman>>? opening;

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
            var keys = new WatchedFile<PeerKeys>($"{nameof(options.PeerKeyFiles)}:{peer}", path, KeyFiles.Peer, clock).Load();
            bundle.verifiers.Add(peer, new JwsVerifier(id => keys.Current?.Signing.GetValueOrDefault(id)));
            bundle.seals.Add(peer, () => keys.Current is { Sealing: [var first, ..] } ? first : null);
        }

        if (!string.IsNullOrWhiteSpace(options.SealingKeyFile))
            bundle.opening = new WatchedFile<IReadOnlyDictionary<string, ECDiffieHellman>>(nameof(options.SealingKeyFile), options.SealingKeyFile, KeyFiles.Opening, clock).Load();

        return bundle;
    }

    /// <summary>Whether this part has a key that things can be sealed to.</summary>
    public bool CanOpen => opening is not null;

    /// <summary>Whether a peer's set has a key to seal to.</summary>
    public bool CanSealFor(string peer) => seals.GetValueOrDefault(peer)?.Invoke() is not null;

    /// <summary>Seals bytes so that this peer alone opens them.</summary>
    /// <exception cref="TrustConfigurationException">The peer's set has no key to seal to.</exception>
    public string SealFor(string peer, string typ, ReadOnlySpan<byte> plain) =>
        Jwe.Seal(plain, typ, seals.GetValueOrDefault(peer)?.Invoke() ?? throw new TrustConfigurationException($"{nameof(TrustOptions.PeerKeyFiles)}:{peer}", "has no key of use enc to seal to"));

    /// <summary>Opens what was sealed for this part; none, and a code, where it was not or was changed.</summary>
    public (byte[]? Plain, string Failure) TryOpen(string sealedText, string typ) => Jwe.TryOpen(sealedText, typ, id => opening?.Current?.GetValueOrDefault(id));

    /// <summary>Verifies what a peer signed. A part that is not in the bundle has no keys, so nothing of it verifies.</summary>
    public JwsVerifier VerifierFor(string peer) => verifiers.GetValueOrDefault(peer) ?? new JwsVerifier(_ => null);
}
