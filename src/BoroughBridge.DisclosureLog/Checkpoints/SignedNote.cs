// Promise: signed notes exactly as C2SP signed-note says, so that other people's witnesses and auditors read ours.
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.DisclosureLog.Keys;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>C2SP signed-note v1: a text, an empty line, and a line for each signature: em dash, key name, base64 of key id and Ed25519 signature.</summary>
public static class SignedNote
{
    /// <summary>Longest note that is read, in characters.</summary>
    public const int MostCharacters = 64 * 1024;

    private const byte Ed25519Type = 1;
    private const int KeyIdSize = 4;
    private const string Dash = "\u2014 ";

    /// <summary>The note: <paramref name="text"/> must end with a line feed and hold no other control character.</summary>
    public static string Sign(string text, string keyName, LogKey key)
    {
        if (!IsText(text) || !IsName(keyName)) throw new ArgumentException("not the text or key name of a note", nameof(text));
        byte[] signature = [.. KeyId(keyName, key.PublicKey), .. key.Sign(Encoding.UTF8.GetBytes(text))];

        return $"{text}\n{Dash}{keyName} {Convert.ToBase64String(signature)}\n";
    }

    /// <summary>The text of a note that carries this key's signature; none, and a plain reason, where it does not. Signatures of other keys are passed over.</summary>
    public static string? Open(string note, string keyName, byte[] publicKey, out string why)
    {
        why = "is not a signed note";
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > MostCharacters || split < 0 || !note.EndsWith('\n')) return null;
        var text = note[..(split + 1)];
        if (!IsText(text)) return null;

        var signed = Encoding.UTF8.GetBytes(text);
        var id = KeyId(keyName, publicKey);
        var found = false;
        foreach (var line in note[(split + 2)..^1].Split('\n'))
        {
            if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [var name, var base64]) return null;
            var bytes = new byte[base64.Length];
            if (!IsName(name) || !Convert.TryFromBase64String(base64, bytes, out var length) || length <= KeyIdSize) return null;
            if (name != keyName || !bytes.AsSpan(0, KeyIdSize).SequenceEqual(id)) continue;
            if (!Ed25519.Verify(publicKey, signed, bytes.AsSpan(KeyIdSize, length - KeyIdSize)))
            {
                why = "carries a signature that is not of its text: the text or the signature was changed";
                return null;
            }

            found = true;
        }

        why = found ? "" : "is not signed by this log's key";

        return found ? text : null;
    }

    /// <summary>First four bytes of SHA-256 over name, line feed, type and key.</summary>
    public static byte[] KeyId(string keyName, byte[] publicKey) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(keyName), (byte)'\n', Ed25519Type, .. publicKey])[..KeyIdSize];

    /// <summary>How a key is handed to others: name, key id in hex, and base64 of type and key, joined by plus signs.</summary>
    public static string VerifierKey(string keyName, byte[] publicKey) =>
        $"{keyName}+{Convert.ToHexStringLower(KeyId(keyName, publicKey))}+{Convert.ToBase64String([Ed25519Type, .. publicKey])}";

    public static bool TryReadVerifierKey(string text, out string keyName, out byte[] publicKey)
    {
        (keyName, publicKey) = ("", []);
        if (text.Length > MostCharacters || text.Split('+', 3) is not [var name, var id, var base64] || !IsName(name)) return false;

        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length != 1 + Ed25519.PublicKeySize || bytes[0] != Ed25519Type) return false;
        (keyName, publicKey) = (name, bytes[1..length]);

        return Convert.ToHexStringLower(KeyId(keyName, publicKey)) == id;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 256 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c < ' ' && c != '\n') && !text.Any(char.IsSurrogate);
}
