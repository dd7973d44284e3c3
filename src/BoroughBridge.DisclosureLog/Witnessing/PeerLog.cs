using System.ComponentModel.DataAnnotations;
using BoroughBridge.DisclosureLog.Checkpoints;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>Another part's log as this part knows it.</summary>
public sealed class PeerLogOptions
{
    /// <summary>File of its C2SP verifier key, as that part handed it over (<c>/log/key</c>, or its export's <c>key</c>).</summary>
    [Required]
    public string KeyFile { get; set; } = "";
}

/// <summary>Section <c>Log:Witnessing</c>: what the agreement says of co-signing.</summary>
public sealed class WitnessOptions
{
    /// <summary>Seconds between looks at the other parts' logs.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; set; } = 60;

    /// <summary>Witnesses this log needs to be heard of.</summary>
    [Range(0, 16)]
    public int Needed { get; set; } = 1;

    /// <summary>Minutes without them before an alarm.</summary>
    [Range(1, 10_080)]
    public int AlarmMinutes { get; set; } = 15;

    /// <summary>Hours without them before new disclosures stop; 0 where the agreement has them go on.</summary>
    [Range(0, 8_760)]
    public int StopHours { get; set; } = 24;

    /// <summary>New disclosures stop while a checkpoint under our own signature contradicts the log; false where the agreement has them go on.</summary>
    public bool StopOnDisagreement { get; set; } = true;
}

/// <summary>A peer's log: the part, its log's name and key, and the address under which its <c>checkpoint</c> and <c>tile/</c> are read.</summary>
internal sealed record PeerLog(string Part, string Origin, byte[] PublicKey, Uri Prefix)
{
    /// <exception cref="LogUnavailableException">The key file cannot be used: <c>log-peer-key</c>.</exception>
    public static PeerLog Load(string part, PeerLogOptions options, Uri prefix)
    {
        try
        {
            var text = File.ReadAllText(options.KeyFile).Trim();
            if (!SignedNote.TryReadVerifierKey(text, out var origin, out var key)) throw new LogUnavailableException("log-peer-key");

            return new(part, origin, key, prefix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LogUnavailableException("log-peer-key", e);
        }
    }
}
