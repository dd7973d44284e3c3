// Promise: ok is said only of entries that, hashed anew one by one, make the tree whose root the log's key signed. It reads files and nothing else.
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tree;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>Verifies an export: offline, bounded whatever it is given, and the first bad entry is named.</summary>
public static class LogVerifier
{
    private const int MostLine = 2 << 20;

    /// <summary>Verifies the folder.</summary>
    /// <param name="folder">What <see cref="LogExport"/> wrote.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="trustedKey">The verifier key as the auditor had it from elsewhere; without it the folder's own is believed.</param>
    /// <param name="against">A checkpoint the auditor kept from before: the log must still begin with it.</param>
    public static async Task<LogVerdict> VerifyAsync(string folder, CancellationToken ct, string? trustedKey = null, string? against = null)
    {
        try
        {
            var keyText = (await TextAsync(folder, LogExport.KeyFile, ct)).TrimEnd('\n');
            if (!SignedNote.TryReadVerifierKey(keyText, out var origin, out var key)) return LogVerdict.Bad(null, "the key file holds no verifier key");
            if (trustedKey is not null && trustedKey.Trim() != keyText) return LogVerdict.Bad(null, "the key is not the one this log is known by");

            if (Checkpoint.Open(await TextAsync(folder, LogExport.CheckpointFile, ct), origin, key, out var why) is not { } signed)
                return LogVerdict.Bad(null, $"the checkpoint {why}");
            Checkpoint? kept = null;
            if (against is not null && (kept = Checkpoint.Open(against, origin, key, out why)) is null) return LogVerdict.Bad(null, $"the checkpoint kept from before {why}");
            if (kept?.Size > signed.Size)
                return LogVerdict.Bad(signed.Size, Text($"the log is shorter than it was: {kept.Size} entries were signed before, and now {signed.Size}"));

            await using var entries = new FileStream(Path.Combine(folder, LogExport.EntriesFile), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);

            return await EntriesAsync(entries, signed, kept, ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return LogVerdict.Bad(null, $"a file is missing: {LogExport.CheckpointFile}, {LogExport.EntriesFile} and {LogExport.KeyFile} are needed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidDataException)
        {
            return LogVerdict.Bad(null, "a file cannot be read");
        }
    }

    private static async Task<LogVerdict> EntriesAsync(Stream file, Checkpoint signed, Checkpoint? kept, CancellationToken ct)
    {
        var tree = new MerkleFrontier();
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        while (true)
        {
            if (kept?.Size == tree.Size && Hex(tree) != kept.Root)
                return LogVerdict.Bad(null, Text($"the first {kept.Size} entries are not those that were signed before: one of them was changed, with its hash"));

            var (line, fault) = await LineAsync(reader, ct);
            if (fault) return LogVerdict.Bad(tree.Size, "is longer than any entry, or the file is cut off within it");
            if (line is null) break;
            if (tree.Size >= signed.Size) return LogVerdict.Bad(tree.Size, Text($"is more than was signed: the checkpoint is of {signed.Size} entries"));

            if (EntryLine.Read(line) is not { } entry) return LogVerdict.Bad(tree.Size, "is not an entry");
            if (entry.Index != tree.Size) return LogVerdict.Bad(tree.Size, Text($"is not where it belongs: entry {entry.Index} stands in its place"));
            if (entry.Fault is { } wrong) return LogVerdict.Bad(tree.Size, wrong);
            tree.Append(entry.LeafHash);
        }

        if (tree.Size < signed.Size) return LogVerdict.Bad(tree.Size, Text($"is missing: {signed.Size} entries were signed and {tree.Size} are here"));
        if (Hex(tree) != signed.Root)
            return LogVerdict.Bad(null, "the entries are not those that were signed: one was changed, exchanged or left out and the hashes made to fit; no one entry can be named");

        return new() { Ok = true, Size = tree.Size, Root = signed.Root };
    }

    private static async Task<(byte[]? Line, bool Fault)> LineAsync(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                if (line.Length > MostLine) return (null, true);
                var bytes = line.ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, end));

                return (bytes, false);
            }

            if (buffer.Length > MostLine || read.IsCompleted) return (null, !buffer.IsEmpty);
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static async Task<string> TextAsync(string folder, string name, CancellationToken ct)
    {
        await using var file = File.OpenRead(Path.Combine(folder, name));
        var bytes = new byte[SignedNote.MostCharacters];

        return System.Text.Encoding.UTF8.GetString(bytes, 0, await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct));
    }

    private static string Hex(MerkleFrontier tree) => Convert.ToHexStringLower(tree.Root());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
