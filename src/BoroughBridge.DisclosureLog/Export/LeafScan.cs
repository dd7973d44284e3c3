using System.Buffers.Text;
using System.Globalization;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>What the verifier reads in leaves that are proved: the clock, and what the log says of its own pruning. Leaves are canonical, so both are found by their bytes.</summary>
internal sealed class LeafScan
{
    private static readonly long Skew = (long)LogStore.Skew.TotalMicroseconds;
    private long latest;

    /// <summary>The log itself says that entries before this index are no longer kept.</summary>
    public long PrunedBefore { get; private set; }

    /// <summary>What an auditor should be told of the entry; none for most.</summary>
    public string? Look(long index, ReadOnlySpan<byte> leaf)
    {
        if (leaf.IndexOf("\"outcome\":\"log-pruned "u8) is >= 0 and var at && Utf8Parser.TryParse(leaf[(at + 22)..], out long before, out _)) PrunedBefore = Math.Max(PrunedBefore, before);
        if (!leaf.StartsWith("{\"at\":"u8) || !Utf8Parser.TryParse(leaf[6..], out long time, out _)) return null;
        var behind = latest - time;
        latest = Math.Max(latest, time);

        return behind > Skew ? string.Create(CultureInfo.InvariantCulture, $"entry {index}: the clock had been set back: it stood {behind / 1_000_000} s behind an entry before") : null;
    }
}
