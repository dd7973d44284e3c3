// Promise: what is hashed into the tree is everything an auditor is shown of an entry; nothing she searches by stands outside it.
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog;

/// <summary>
/// An entry as it is hashed: the canonical JSON of <c>{at, event, id, keys, manifest?, v}</c>. <c>at</c> is microseconds as our clock gave
/// them, <c>manifest</c> the SHA-256 of the canonical manifest that is kept beside it.
/// </summary>
internal sealed class LogLeaf
{
    /// <summary>Longest leaf: an entry of a C2SP tile bundle has a 16-bit length.</summary>
    public const int MostBytes = ushort.MaxValue;

    public const int MostManifestBytes = 1 << 20;
    private const int MostKeyCharacters = 600;

    private LogLeaf(LogEntry entry, long at)
    {
        Id = entry.Id ?? Ids.New();
        Keys = entry.Keys;
        At = at;
        Manifest = entry.Manifest is { } manifest ? CanonicalJson.Bytes(manifest) : null;
        if (Manifest?.Length > MostManifestBytes) throw new ArgumentException("manifest-too-large", nameof(entry));

        Bytes = Canonical(entry, Id, at, Manifest);
        if (Bytes.Length > MostBytes) throw new ArgumentException("entry-too-large", nameof(entry));
        Hash = Merkle.LeafHash(Bytes);
    }

    public string Id { get; }

    /// <summary>Microseconds since 1970 as the clock gave them.</summary>
    public long At { get; }

    public LogKeys Keys { get; }

    public byte[] Bytes { get; }

    public byte[] Hash { get; }

    public byte[]? Manifest { get; }

    /// <exception cref="ArgumentException">The entry is too large or a key is not printable: a fault of the caller, never of what was asked of it.</exception>
    public static LogLeaf Of(LogEntry entry, long at)
    {
        if (entry.Id is { } id && !Ids.IsId(id)) throw new ArgumentException("entry-id", nameof(entry));
        var keys = entry.Keys;
        foreach (var key in (ReadOnlySpan<string?>)[keys.Kind, keys.Transaction, keys.ChildRef, keys.Agent, keys.Purpose, keys.Outcome])
        {
            if (key is not null && (key.Length > MostKeyCharacters || key.Any(char.IsControl))) throw new ArgumentException("entry-key", nameof(entry));
        }

        return new(entry, at);
    }

    /// <summary>The keys that were hashed; none where the bytes are no leaf.</summary>
    public static LogKeys? KeysOf(ReadOnlyMemory<byte> leaf)
    {
        try
        {
            using var parsed = JsonDocument.Parse(leaf);

            return parsed.RootElement.GetProperty("keys").Deserialize<LogKeys>(Wire.Json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    // Names in canonical order, each value canonical: so is the whole.
    private static byte[] Canonical(LogEntry entry, string id, long at, byte[]? manifest)
    {
        var leaf = new ArrayBufferWriter<byte>(4096);
        leaf.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"at\":{at},\"event\":")));
        CanonicalJson.Write(leaf, entry.AuditEvent);
        leaf.Write(Encoding.ASCII.GetBytes($",\"id\":\"{id}\",\"keys\":"));
        leaf.Write(CanonicalJson.Bytes(entry.Keys));
        if (manifest is not null) leaf.Write(Encoding.ASCII.GetBytes($",\"manifest\":\"{Convert.ToHexStringLower(SHA256.HashData(manifest))}\""));
        leaf.Write(",\"v\":1}"u8);

        return leaf.WrittenSpan.ToArray();
    }
}
