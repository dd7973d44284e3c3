// Promise: a checkpoint is taken only where its signature is of the key given, over exactly the bytes shown (C2SP signed-note, tlog-checkpoint).
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.DisclosureLog.Keys;

namespace BoroughBridge.Host.Logs;

/// <summary>The head of a log at one moment.</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The three lines that are signed, each ended.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");
}

/// <summary>Checkpoints as signed notes, and the one-line form of a log's public key.</summary>
internal static class SignedNote
{
    private const byte Ed25519Algorithm = 1;
    private const int MostCharacters = 8192;

    /// <summary><c>name+hash+base64</c>, as an auditor keeps it.</summary>
    public static string PublicKey(string name, byte[] key) =>
        $"{name}+{Convert.ToHexStringLower(KeyHash(name, key))}+{Convert.ToBase64String([Ed25519Algorithm, .. key])}";

    public static string Sign(Checkpoint checkpoint, LogKey key)
    {
        var signature = key.Sign(Encoding.UTF8.GetBytes(checkpoint.Text));

        return $"{checkpoint.Text}\n— {checkpoint.Origin} {Convert.ToBase64String([.. KeyHash(checkpoint.Origin, key.PublicKey), .. signature])}\n";
    }

    /// <summary>The checkpoint; none where the note is malformed or not signed by this key under its own name.</summary>
    public static Checkpoint? Open(string note, string publicKey)
    {
        if (note.Length > MostCharacters || ParseKey(publicKey) is not var (name, key)) return null;
        var end = note.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || Parse(note[..(end + 1)]) is not { } checkpoint || checkpoint.Origin != name) return null;

        var hash = KeyHash(name, key);
        foreach (var line in note[(end + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith($"— {name} ", StringComparison.Ordinal)) continue;
            var bytes = new byte[68];
            if (!Convert.TryFromBase64String(line[(name.Length + 3)..], bytes, out var length) || length != 68 || !bytes.AsSpan(0, 4).SequenceEqual(hash)) continue;
            if (Ed25519.Verify(key, Encoding.UTF8.GetBytes(checkpoint.Text), bytes.AsSpan(4))) return checkpoint;
        }

        return null;
    }

    private static Checkpoint? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines is not [{ Length: > 0 } origin, var size, var root, ""]) return null;
        var hash = new byte[32];

        return long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == size
            && Convert.TryFromBase64String(root, hash, out var length) && length == 32
            ? new(origin, number, hash) : null;
    }

    private static (string Name, byte[] Key)? ParseKey(string text)
    {
        var parts = text.Trim().Split('+', 3);
        var key = new byte[33];
        if (parts.Length != 3 || !Convert.TryFromBase64String(parts[2], key, out var length) || length != 33 || key[0] != Ed25519Algorithm) return null;

        return parts[1] == Convert.ToHexStringLower(KeyHash(parts[0], key[1..])) ? (parts[0], key[1..]) : null;
    }

    private static byte[] KeyHash(string name, byte[] key) => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Algorithm, .. key])[..4];
}
