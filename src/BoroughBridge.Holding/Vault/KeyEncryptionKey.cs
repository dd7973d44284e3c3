// Promise: nothing personal is sealed or opened without the holder's key; the key gone from its file closes the holding within a second.
using System.Security.Cryptography;

namespace BoroughBridge.Holding.Vault;

/// <summary>The holder's key-encryption key, read from its file again each second so that taking the file away takes effect.</summary>
public sealed class KeyEncryptionKey
{
    private const int KeyBytes = 32;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly Lock reading = new();
    private Reading last;

    private KeyEncryptionKey(string path, TimeProvider clock, byte[] first)
    {
        this.path = path;
        this.clock = clock;
        last = new(first, clock.GetTimestamp());
    }

    /// <summary>Reads the key for the first time.</summary>
    /// <exception cref="ConfigurationRefusedException">The file is missing, unreadable or not 32 bytes of base64.</exception>
    public static KeyEncryptionKey Load(string path, TimeProvider clock)
    {
        const string Setting = nameof(HoldingOptions.KeyEncryptionKeyFile);
        if (!File.Exists(path)) throw new ConfigurationRefusedException(Setting, "names a file that does not exist");

        return TryRead(path) is { } key
            ? new(path, clock, key)
            : throw new ConfigurationRefusedException(Setting, "must be a readable file of 32 bytes in base64");
    }

    /// <summary>The key, at most a second old.</summary>
    /// <exception cref="KeyUnavailableException">The file can no longer be read: fail closed.</exception>
    internal byte[] Bytes()
    {
        var reading = Volatile.Read(ref last);
        if (clock.GetElapsedTime(reading.At) > Freshness) reading = ReadAgain();

        return reading.Key ?? throw new KeyUnavailableException();
    }

    private Reading ReadAgain()
    {
        lock (reading)
        {
            if (clock.GetElapsedTime(last.At) > Freshness) Volatile.Write(ref last, new(TryRead(path), clock.GetTimestamp()));

            return last;
        }
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(path).Trim());

            return key.Length == KeyBytes ? key : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private sealed record Reading(byte[]? Key, long At);
}

/// <summary>The key-encryption key cannot be read now: 503, and not a byte.</summary>
public sealed class KeyUnavailableException() : CryptographicException("key-unavailable");

/// <summary>Something sealed does not open: altered, cut short, moved, or sealed under another key. The message is a code.</summary>
public sealed class SealBrokenException(string code, Exception? inner = null) : CryptographicException(code, inner);
