// Promise: signed notes exactly as C2SP signed-note says, so that other people's witnesses and auditors read ours.
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.DisclosureLog.Keys;

namespace BoroughBridge.DisclosureLog.Checkpoints;

/// <summary>One signature line of a note: who says it signed, the key's id, and the bytes behind it.</summary>
public sealed record NoteSignature(string Name, byte[] KeyId, byte[] Signature, string Line)
{
    /// <summary>Whether name and key id are those of this key for signatures of this type.</summary>
    public bool IsBy(string name, byte type, byte[] publicKey) => Name == name && KeyId.AsSpan().SequenceEqual(SignedNote.KeyId(name, type, publicKey));
}

/// <summary>C2SP signed-note v1: a text, an empty line, and a line for each signature: em dash, key name, base64 of key id and signature.</summary>
public static class SignedNote
{
    /// <summary>Longest note that is read, in characters.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>Type of a log's own Ed25519 signature.</summary>
    public const byte Ed25519Type = 1;

    internal const int KeyIdSize = 4;
    private const string Dash = "\u2014 ";

    /// <summary>The note: <paramref name="text"/> must end with a line feed and hold no other control character.</summary>
    public static string Sign(string text, string keyName, LogKey key)
    {
        if (!IsText(text) || !IsName(keyName)) throw new ArgumentException("not the text or key name of a note", nameof(text));

        return text + "\n" + Line(keyName, [.. KeyId(keyName, Ed25519Type, key.PublicKey), .. key.Sign(Encoding.UTF8.GetBytes(text))]);
    }

    /// <summary>A signature line, its line feed included.</summary>
    public static string Line(string keyName, byte[] idAndSignature) => $"{Dash}{keyName} {Convert.ToBase64String(idAndSignature)}\n";

    /// <summary>Text and signatures of a note, none of them verified; false where it is not a note.</summary>
    public static bool TryRead(string note, out string text, out IReadOnlyList<NoteSignature> signatures)
    {
        (text, signatures) = ("", []);
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > MostCharacters || split < 0 || !note.EndsWith('\n')) return false;

        text = note[..(split + 1)];
        var lines = note[(split + 2)..];

        return IsText(text) && TryReadLines(lines, out signatures);
    }

    /// <summary>Signature lines by themselves, as a witness answers with.</summary>
    public static bool TryReadLines(string lines, out IReadOnlyList<NoteSignature> signatures)
    {
        signatures = [];
        if (lines.Length is 0 or > MostCharacters || !lines.EndsWith('\n')) return false;
        var found = new List<NoteSignature>();
        foreach (var line in lines[..^1].Split('\n'))
        {
            if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [var name, var base64]) return false;
            var bytes = new byte[base64.Length];
            if (!IsName(name) || !Convert.TryFromBase64String(base64, bytes, out var length) || length <= KeyIdSize) return false;
            if (Convert.ToBase64String(bytes.AsSpan(0, length)) != base64) return false;
            found.Add(new(name, bytes[..KeyIdSize], bytes[KeyIdSize..length], line + "\n"));
        }

        signatures = found;

        return true;
    }

    /// <summary>The text of a note that carries this key's signature; none, and a plain reason, where it does not. Signatures of other keys are passed over.</summary>
    public static string? Open(string note, string keyName, byte[] publicKey, out string why)
    {
        why = "is not a signed note";
        if (!TryRead(note, out var text, out var signatures)) return null;

        var signed = Encoding.UTF8.GetBytes(text);
        var own = signatures.Where(signature => signature.IsBy(keyName, Ed25519Type, publicKey)).ToArray();
        why = own.Length == 0 ? "is not signed by this log's key" : "carries a signature that is not of its text: the text or the signature was changed";
        if (own.Length == 0 || !own.All(signature => Ed25519.Verify(publicKey, signed, signature.Signature))) return null;
        why = "";

        return text;
    }

    /// <summary>First four bytes of SHA-256 over name, line feed, type and key.</summary>
    public static byte[] KeyId(string keyName, byte type, byte[] publicKey) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(keyName), (byte)'\n', type, .. publicKey])[..KeyIdSize];

    /// <summary>How a key is handed to others: name, key id in hex, and base64 of type and key, joined by plus signs.</summary>
    public static string VerifierKey(string keyName, byte[] publicKey, byte type = Ed25519Type) =>
        $"{keyName}+{Convert.ToHexStringLower(KeyId(keyName, type, publicKey))}+{Convert.ToBase64String([type, .. publicKey])}";

    /// <summary>A log's verifier key.</summary>
    public static bool TryReadVerifierKey(string text, out string keyName, out byte[] publicKey)
    {
        (keyName, publicKey) = ("", []);
        if (text.Length > MostCharacters || text.Split('+', 3) is not [var name, var id, var base64] || !IsName(name)) return false;

        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length != 1 + Ed25519.PublicKeySize || bytes[0] != Ed25519Type) return false;
        (keyName, publicKey) = (name, bytes[1..length]);

        return Convert.ToHexStringLower(KeyId(keyName, Ed25519Type, publicKey)) == id;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 256 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c < ' ' && c != '\n') && !text.Any(char.IsSurrogate);
}
