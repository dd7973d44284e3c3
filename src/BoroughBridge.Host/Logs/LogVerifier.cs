// Promise: says ok only where every entry hashes to the tree whose root the checkpoint's signature vouches for. Needs no network and no database.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.Host.Logs;

/// <summary>What came of it: <c>ok SIZE ROOT</c>, or the first thing that is wrong.</summary>
internal sealed record LogVerdict(bool Ok, string Line);

/// <summary>Verifies an exported log offline.</summary>
/// <param name="publicKey">The log's key as the auditor kept it; where none is given, the one beside the log, which proves only that it agrees with itself.</param>
/// <param name="earlier">A checkpoint the auditor kept: what it covers must still be there, unchanged.</param>
internal sealed class LogVerifier(LogFolder log, string? publicKey, string? earlier)
{
    public LogVerdict Verify()
    {
        if (log.ReadText("checkpoint") is not { } note) return Bad("checkpoint: is not there");
        if ((publicKey ?? log.ReadText("public-key")) is not { } key) return Bad("public-key: is not there");
        if (SignedNote.Open(note, key) is not { } head) return Bad("checkpoint: malformed, or not signed by this log's key");
        Checkpoint? kept = null;
        if (earlier is not null && (kept = SignedNote.Open(earlier, key)) is null) return Bad("earlier checkpoint: malformed, or not signed by this log's key");
        if (kept?.Size > head.Size) return Bad(string.Create(CultureInfo.InvariantCulture, $"entry {head.Size}: is gone, {kept.Size} were there before"));

        var tree = new MerkleFrontier();
        var keptRoot = kept?.Size == 0 ? tree.Root() : null;
        foreach (var (number, width) in Tiles.Over(head.Size))
        {
            var first = number * Tiles.Width;
            if (log.Read(Tiles.Path("entries", number, width)) is not { } bundle) return Bad(Entry(first, "its bundle is not there"));
            if (Tiles.Entries(bundle) is not { } entries) return Bad(Entry(first, "its bundle is malformed"));
            if (entries.Count != width) return Bad(Entry(first + Math.Min(entries.Count, width), "the bundle has another number of entries"));
            if (log.Read(Tiles.Path("0", number, width)) is not { } hashes || hashes.Length != width * Merkle.HashSize) return Bad(Entry(first, "its hash tile is not there or malformed"));

            for (var i = 0; i < width; i++)
            {
                var hash = Merkle.LeafHash(entries[i]);
                if (!hash.AsSpan().SequenceEqual(hashes.AsSpan(i * Merkle.HashSize, Merkle.HashSize))) return Bad(Entry(first + i, "does not hash to its place in the tree"));
                if (Fault(first + i, entries[i]) is { } fault) return Bad(Entry(first + i, fault));
                tree.Append(hash);
                if (tree.Size == kept?.Size) keptRoot = tree.Root();
            }
        }

        if (!tree.Root().AsSpan().SequenceEqual(head.Root)) return Bad("the entries make another tree than the checkpoint signs");
        if (kept is not null && !keptRoot.AsSpan().SequenceEqual(kept.Root)) return Bad(string.Create(CultureInfo.InvariantCulture, $"the first {kept.Size} entries are not those of the earlier checkpoint"));

        return new(true, string.Create(CultureInfo.InvariantCulture, $"ok {head.Size} {Convert.ToBase64String(head.Root)}"));
    }

    /// <summary>What is wrong within an entry: it must be canonical JSON, and its manifest, where it names one, must be there and be the one.</summary>
    private string? Fault(long index, byte[] leaf)
    {
        try
        {
            using var json = JsonDocument.Parse(leaf, new() { MaxDepth = 32 });
            if (!CanonicalJson.Bytes(json.RootElement).AsSpan().SequenceEqual(leaf)) return "is not canonical JSON";
            if (!json.RootElement.TryGetProperty("manifest", out var manifest)) return null;
            if (log.Read(LogFolder.ManifestPath(index)) is not { } bytes) return "its manifest is not there";

            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == manifest.GetString() ? null : "its manifest is not the one it names";
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return "is not canonical JSON";
        }
    }

    private static LogVerdict Bad(string what) => new(false, "bad " + what);

    private static string Entry(long index, string what) => string.Create(CultureInfo.InvariantCulture, $"entry {index}: {what}");
}
