namespace BoroughBridge.Trust;

/// <summary>
/// What a file says, read again when the file changes (looked at once a second at most), so that rotation needs no restart. A file that can no
/// longer be read or understood gives nothing: its keys may have been withdrawn.
/// </summary>
internal sealed class WatchedFile<T>(string setting, string path, Func<string, byte[], T> read, TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private (DateTime Written, long Length) seen;
    private long lookedAt;
    private T? current;

    /// <summary>The first read, at start.</summary>
    /// <exception cref="TrustConfigurationException">The file cannot be used.</exception>
    public WatchedFile<T> Load()
    {
        lock (gate)
        {
            if (string.IsNullOrWhiteSpace(path)) throw new TrustConfigurationException(setting, "is required");
            seen = Stamp();
            lookedAt = clock.GetTimestamp();
            current = read(setting, KeyFiles.Read(setting, path));
        }

        return this;
    }

    /// <summary>What it says now; none while it cannot be used.</summary>
    public T? Current
    {
        get
        {
            lock (gate)
            {
                if (clock.GetElapsedTime(lookedAt) < LookEvery) return current;
                lookedAt = clock.GetTimestamp();
                var stamp = Stamp();
                if (stamp == seen && current is not null) return current;

                seen = stamp;
                try
                {
                    current = read(setting, KeyFiles.Read(setting, path));
                }
                catch (TrustConfigurationException)
                {
                    current = null;
                }

                return current;
            }
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(path);

        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
