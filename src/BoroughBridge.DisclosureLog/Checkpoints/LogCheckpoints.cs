using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Storage;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>Signs what the log's head says now.</summary>
public sealed class LogCheckpoints(Database database, LogOptions options)
{
    /// <summary>The head, as size and root.</summary>
    public async Task<Checkpoint> HeadAsync(CancellationToken ct)
    {
        var head = await new LogStore(database, options.WriteTimeoutSeconds).HeadAsync(ct);

        return new(options.Origin, head.Size, Convert.ToHexStringLower(head.Edge().Root()));
    }

    /// <summary>The head as a signed note.</summary>
    /// <exception cref="LogUnavailableException">The key cannot be used.</exception>
    public async Task<string> SignedHeadAsync(CancellationToken ct)
    {
        var key = LogKey.Load(options.KeyFile);

        return (await HeadAsync(ct)).Sign(key);
    }

    /// <summary>The log's public key as a C2SP verifier key, to be handed to auditors and witnesses.</summary>
    public string VerifierKey() => SignedNote.VerifierKey(options.Origin, LogKey.Load(options.KeyFile).PublicKey);
}
