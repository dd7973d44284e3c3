namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// Watches a folder by looking at it again and again: a file counts as arrived once size and time have not changed for a while and nobody
/// has it open for writing. Never opens content, follows no link, goes into no folder.
/// </summary>
internal sealed class DropFolder(string folder, TimeSpan still, TimeProvider clock)
{
    private static readonly string[] Unfinished = [".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp"];
    private readonly Dictionary<string, Sight> seen = new(StringComparer.Ordinal);

    /// <summary>Entries that lie there and cannot be taken, as of the last look.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Files that have arrived whole, indexes first, then by name.</summary>
    public IReadOnlyList<string> Arrived()
    {
        var now = clock.GetTimestamp();
        var present = new HashSet<string>(StringComparer.Ordinal);
        var arrived = new List<string>();
        LeftOut = 0;
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.') || Unfinished.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))) continue;

            // A link, a folder, or a name that is not UTF-8 and so cannot be said here.
            var file = new FileInfo(path);
            if (file.LinkTarget is not null || !file.Exists)
            {
                LeftOut++;
                continue;
            }

            present.Add(path);
            var size = file.Length;
            var written = file.LastWriteTimeUtc;
            if (!seen.TryGetValue(path, out var sight) || sight.Size != size || sight.Written != written)
                seen[path] = new(size, written, now);
            else if (clock.GetElapsedTime(sight.Since, now) >= still)
            {
                var use = NativeFile.Look(path);
                if (use == FileUse.Idle) arrived.Add(path);
                else if (use == FileUse.NotAFile) LeftOut++;
            }
        }

        foreach (var gone in seen.Keys.Where(path => !present.Contains(path)).ToArray()) seen.Remove(gone);

        // An index must be known before the scan it speaks of is read, so a scan waits for an index of its own name that is still arriving.
        var late = present.Except(arrived, StringComparer.Ordinal).Where(IsIndex).Select(Stem).ToHashSet(StringComparer.OrdinalIgnoreCase);

        return [.. arrived.Where(path => IsIndex(path) || !late.Contains(Stem(path))).OrderBy(path => !IsIndex(path)).ThenBy(path => path, StringComparer.Ordinal)];
    }

    /// <summary>Whether a name is that of an index file of a bureau.</summary>
    public static bool IsIndex(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without folder and ending.</summary>
    public static string Stem(string name) => Path.GetFileNameWithoutExtension(name);

    private sealed record Sight(long Size, DateTime Written, long Since);
}
