using System.Security.Cryptography;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Trust;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Keys and certificates of the parts, real ones, made once a run.</summary>
internal static class TestParts
{
    private static readonly Lazy<string> Made = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("bb-test-parts-").FullName;
        var clock = TimeProvider.System;
        KeyMaker.MakeTlsRoot(Path.Combine(folder, "root.pem"), Path.Combine(folder, "root.key"), clock);
        foreach (var part in (string[])["routing", "islington", "hackney"])
        {
            KeyMaker.MakeSigningKey(Path.Combine(folder, part + ".sign"), Path.Combine(folder, part + ".jwks"));
            KeyMaker.MakeSealingKey(Path.Combine(folder, part + ".seal"), Path.Combine(folder, part + ".jwks"));
            KeyMaker.MakeTlsPart(Path.Combine(folder, "root.pem"), Path.Combine(folder, "root.key"), part, Path.Combine(folder, part + ".pem"), Path.Combine(folder, part + ".tls"), clock);
        }

        return folder;
    });

    public static string File(string name) => Path.Combine(Made.Value, name);

    /// <summary>A part that trusts these others.</summary>
    public static TrustOptions Trust(string part, params string[] peers)
    {
        var trust = new TrustOptions();
        Trust(trust, part, peers);

        return trust;
    }

    public static void Trust(TrustOptions trust, string part, params string[] peers)
    {
        (trust.Self, trust.SigningKeyFile, trust.SealingKeyFile) = (part, File(part + ".sign"), File(part + ".seal"));
        (trust.TlsCertificateFile, trust.TlsKeyFile, trust.TlsRootsFile) = (File(part + ".pem"), File(part + ".tls"), File("root.pem"));
        foreach (var peer in peers) trust.PeerKeyFiles[peer] = File(peer + ".jwks");
    }

    public static string KeyEncryptionKey(string folder)
    {
        var path = Path.Combine(folder, "kek");
        if (!System.IO.File.Exists(path)) System.IO.File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        return path;
    }

    public static string Log(string folder)
    {
        var path = Path.Combine(folder, "log.key");
        LogKey.Make(path);

        return path;
    }
}
