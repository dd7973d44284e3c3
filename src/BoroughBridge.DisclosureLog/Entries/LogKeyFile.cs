using BoroughBridge.DisclosureLog.Keys;

namespace BoroughBridge.DisclosureLog;

/// <summary>
/// The log's key as it is on disk now. Looked at before every durable write: a log whose key is gone, or is suddenly another, cannot vouch for what it
/// takes in, so it takes nothing until the key is back.
/// </summary>
internal sealed class LogKeyFile(string path)
{
    private readonly Lock gate = new();
    private byte[]? seen;
    private byte[]? publicKey;

    /// <summary>The key the log was started with; none before <see cref="Require"/>.</summary>
    public byte[]? PublicKey => publicKey;

    /// <exception cref="LogUnavailableException">The key is missing, unreadable, malformed or not the one the log was started with.</exception>
    public void Require()
    {
        lock (gate)
        {
            var now = Read();
            if (seen is not null && now.AsSpan().SequenceEqual(seen)) return;

            var key = LogKey.Load(path);
            if (publicKey is not null && !key.PublicKey.AsSpan().SequenceEqual(publicKey)) throw new LogUnavailableException("log-key-changed");
            publicKey = key.PublicKey;
            seen = now;
        }
    }

    private byte[] Read()
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> bytes = stackalloc byte[1024];

            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)].ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LogUnavailableException("log-key-missing", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogUnavailableException("log-key-unreadable", e);
        }
    }
}
