using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>One line of an export, taken apart without trust: nothing in it is believed before its hash is.</summary>
internal sealed class EntryLine
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private EntryLine(long index, byte[] hash, string? fault)
    {
        Index = index;
        LeafHash = hash;
        Fault = fault;
    }

    public long Index { get; }

    public byte[] LeafHash { get; }

    /// <summary>What is wrong within the line; none where leaf, hash and manifest agree.</summary>
    public string? Fault { get; }

    /// <summary>The line; none where it is not an entry at all.</summary>
    public static EntryLine? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line, Strict);
            var root = parsed.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("index", out var index) || index.ValueKind != JsonValueKind.Number || !index.TryGetInt64(out var at)) return null;
            if (!root.TryGetProperty("leaf", out var leaf) || leaf.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("hash", out var hash) || hash.ValueKind != JsonValueKind.String) return null;

            var computed = Merkle.LeafHash(Encoding.UTF8.GetBytes(leaf.GetRawText()));
            var fault = Convert.ToHexStringLower(computed) == hash.GetString() ? ManifestFault(root, leaf) : "what it says was changed: it does not have the hash it was logged with";

            return new(at, computed, fault);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string? ManifestFault(JsonElement line, JsonElement leaf)
    {
        var said = leaf.TryGetProperty("manifest", out var hash) ? hash.GetString() : null;
        var there = line.TryGetProperty("manifest", out var manifest);
        if (said is null) return there ? "has a manifest that it was not logged with" : null;
        if (!there) return "its manifest is missing";

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest.GetRawText()))) == said
            ? null
            : "its manifest was changed: it does not have the hash that the entry names";
    }
}
