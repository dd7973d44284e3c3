using System.Globalization;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>What the verifier found: whole, or the first thing that is wrong and where.</summary>
public sealed record LogVerdict
{
    public required bool Ok { get; init; }
    /// <summary>Entries, where <see cref="Ok"/>.</summary>
    public long Size { get; init; }
    /// <summary>Root of the tree in lower-case hex, where <see cref="Ok"/>.</summary>
    public string Root { get; init; } = "";
    /// <summary>Index of the first bad entry, where one can be named.</summary>
    public long? Entry { get; init; }
    /// <summary>What is wrong, in plain words.</summary>
    public string Why { get; init; } = "";

    /// <summary>What an auditor should know beside the verdict: co-signatures, what is no longer kept; a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary><c>ok SIZE ROOT</c>, or one line that says what is wrong.</summary>
    public override string ToString() =>
        Ok ? string.Create(CultureInfo.InvariantCulture, $"ok {Size} {Root}")
        : Entry is { } entry ? string.Create(CultureInfo.InvariantCulture, $"entry {entry}: {Why}") : Why;

    internal static LogVerdict Bad(long? entry, string why) => new() { Ok = false, Entry = entry, Why = why };
}
