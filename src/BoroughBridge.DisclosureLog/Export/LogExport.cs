using System.Buffers;
using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Reading;
using BoroughBridge.Storage;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>
/// A log as a folder that can be verified with no network and no database: <c>checkpoint</c> (signed note), <c>entries.ndjson</c> (a line each:
/// index, leaf hash, the leaf as it was hashed, the manifest as it was hashed) and <c>key</c> (C2SP verifier key).
/// </summary>
public sealed class LogExport(Database database, LogOptions options)
{
    public const string CheckpointFile = "checkpoint";
    public const string EntriesFile = "entries.ndjson";
    public const string KeyFile = "key";

    /// <summary>Writes everything up to the present head into a new or empty folder; the checkpoint last, so that an export cut short has none.</summary>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    /// <exception cref="LogUnavailableException">The key cannot be used.</exception>
    public async Task<Checkpoint> WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any()) throw new IOException("the folder is not empty");

        var checkpoints = new LogCheckpoints(database, options);
        var key = Keys.LogKey.Load(options.KeyFile);
        var head = await checkpoints.HeadAsync(ct);
        await using (var entries = new FileStream(Path.Combine(folder, EntriesFile), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            var line = new ArrayBufferWriter<byte>(8192);
            await foreach (var entry in new LogReader(database).RangeAsync(0, head.Size, ct))
            {
                line.ResetWrittenCount();
                Write(line, entry);
                await entries.WriteAsync(line.WrittenMemory, ct);
            }
        }

        await File.WriteAllTextAsync(Path.Combine(folder, KeyFile), SignedNote.VerifierKey(options.Origin, key.PublicKey) + "\n", ct);
        await File.WriteAllTextAsync(Path.Combine(folder, CheckpointFile), head.Sign(key), ct);

        return head;
    }

    // Leaf and manifest are canonical JSON, so they hold no line feed and stand in the line byte for byte.
    private static void Write(ArrayBufferWriter<byte> line, LoggedEntry entry)
    {
        line.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{entry.Index},\"hash\":\"{entry.LeafHash}\",\"leaf\":")));
        line.Write(entry.Leaf.Span);
        if (entry.Manifest is { } manifest)
        {
            line.Write(",\"manifest\":"u8);
            line.Write(manifest.Span);
        }

        line.Write("}\n"u8);
    }
}
