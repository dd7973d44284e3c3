using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog;

/// <summary>The row of <c>log_head</c>.</summary>
internal sealed record LogHead
{
    public required long Size { get; init; }
    public byte[]? Frontier { get; init; }
    public byte[]? LastLeafHash { get; init; }
    public required long LastRecorded { get; init; }

    /// <exception cref="LogUnavailableException">The stored edge is not that of a tree of this size.</exception>
    public MerkleFrontier Edge()
    {
        try
        {
            return new(Size, Frontier ?? []);
        }
        catch (FormatException e)
        {
            throw new LogUnavailableException("log-head-mismatch", e);
        }
    }

    /// <summary>What can be told without the entries: an odd tree's edge ends in its last leaf.</summary>
    public bool EdgeHolds() =>
        Edge().Size % 2 == 0 || LastLeafHash is { } last && Frontier.AsSpan(Frontier!.Length - Merkle.HashSize).SequenceEqual(last);
}
