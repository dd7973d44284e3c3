using System.Security.Cryptography;
using System.Text;

namespace BoroughBridge.DisclosureLog.Keys;

/// <summary>A log's Ed25519 key, from a PKCS#8 PEM file (RFC 8410), and the names others know it by.</summary>
public sealed class LogKey
{
    private const int MostBytes = 4096;
    private const string Label = "PRIVATE KEY";

    // RFC 8410 7: version 0, algorithm 1.3.101.112, an OCTET STRING within an OCTET STRING, then the seed.
    private static readonly byte[] Prefix = Convert.FromHexString("302e020100300506032b657004220420");
    private readonly byte[] seed;

    private LogKey(byte[] seed)
    {
        this.seed = seed;
        PublicKey = Ed25519.PublicKey(seed);
    }

    public byte[] PublicKey { get; }

    /// <summary>Makes a key file, readable by its owner alone. A file that is there already is kept.</summary>
    public static void Make(string path)
    {
        if (File.Exists(path)) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.ASCII.GetBytes(PemEncoding.WriteString(Label, [.. Prefix, .. RandomNumberGenerator.GetBytes(Ed25519.SeedSize)]) + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <exception cref="LogUnavailableException"><c>log-key-missing</c>, <c>log-key-unreadable</c> or <c>log-key-malformed</c>.</exception>
    public static LogKey Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes];
            var text = Encoding.ASCII.GetString(bytes, 0, file.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false));
            if (!PemEncoding.TryFind(text, out var found) || text[found.Label] != Label) throw new FormatException();

            var der = Convert.FromBase64String(text[found.Base64Data]);
            if (der.Length != Prefix.Length + Ed25519.SeedSize || !der.AsSpan().StartsWith(Prefix)) throw new FormatException();

            return new(der[Prefix.Length..]);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LogUnavailableException("log-key-missing", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LogUnavailableException("log-key-unreadable", e);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new LogUnavailableException("log-key-malformed", e);
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(seed, message);
}
