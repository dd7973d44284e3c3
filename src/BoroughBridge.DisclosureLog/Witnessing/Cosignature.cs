// Promise: co-signatures exactly as C2SP tlog-cosignature says (Ed25519, cosignature/v1), so that other people's clients count ours.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Keys;

namespace BoroughBridge.DisclosureLog.Witnessing;

/// <summary>
/// A witness's statement that, at a time, this was the largest checkpoint of the log it had seen and that it follows from all before. A part signs
/// with its log's key and name; header and type byte keep the two kinds of signature apart.
/// </summary>
public static class Cosignature
{
    public const byte Type = 4;
    private const int TimeSize = 8;

    /// <summary>The signature line, its line feed included.</summary>
    public static string Sign(string checkpointText, string name, LogKey key, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds();
        var signature = new byte[SignedNote.KeyIdSize + TimeSize + Ed25519.SignatureSize];
        SignedNote.KeyId(name, Type, key.PublicKey).CopyTo(signature, 0);
        BinaryPrimitives.WriteInt64BigEndian(signature.AsSpan(SignedNote.KeyIdSize), time);
        key.Sign(Message(checkpointText, time)).CopyTo(signature, SignedNote.KeyIdSize + TimeSize);

        return SignedNote.Line(name, signature);
    }

    /// <summary>When this witness co-signed the text; none where the line is not its, or does not hold.</summary>
    public static DateTimeOffset? Verify(NoteSignature line, string checkpointText, string name, byte[] publicKey)
    {
        if (!line.IsBy(name, Type, publicKey) || line.Signature.Length != TimeSize + Ed25519.SignatureSize) return null;
        var time = BinaryPrimitives.ReadInt64BigEndian(line.Signature);
        if (time is < 0 or > 253_402_300_799 || !Ed25519.Verify(publicKey, Message(checkpointText, time), line.Signature.AsSpan(TimeSize))) return null;

        return DateTimeOffset.FromUnixTimeSeconds(time);
    }

    private static byte[] Message(string checkpointText, long time) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{checkpointText}"));
}
