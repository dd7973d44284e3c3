using System.Globalization;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>
/// C2SP tlog-checkpoint: what a log says of itself at one moment. The text is origin, size and base64 of the root, a line each; here
/// <paramref name="Root"/> is lower-case hex.
/// </summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">Entries in it.</param>
/// <param name="Root">Root of the tree of them.</param>
public sealed record Checkpoint(string Origin, long Size, string Root)
{
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Convert.FromHexString(Root))}\n");

    /// <summary>As the log signs it.</summary>
    public string Sign(LogKey key) => SignedNote.Sign(ToText(), Origin, key);

    /// <summary>The checkpoint in a note signed by the log of this name; none, and a plain reason, otherwise.</summary>
    public static Checkpoint? Open(string note, string origin, byte[] publicKey, out string why)
    {
        if (SignedNote.Open(note, origin, publicKey, out why) is not { } text) return null;

        why = "is not a checkpoint of this log";
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[0] != origin) return null;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1]) return null;

        var root = new byte[lines[2].Length];
        if (!Convert.TryFromBase64String(lines[2], root, out var length) || length != Merkle.HashSize) return null;
        why = "";

        return new(origin, size, Convert.ToHexStringLower(root.AsSpan(0, length)));
    }
}
