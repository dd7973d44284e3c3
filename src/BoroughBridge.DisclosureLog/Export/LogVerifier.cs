// Promise: ok is said only of entries that, hashed anew one by one, make the tree whose root the log's key signed. It reads files and nothing else.
using System.Globalization;
using System.Text;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Witnessing;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>What the auditor knows from elsewhere, and does not take from the folder.</summary>
public sealed record KnownToAuditor
{
    /// <summary>The log's verifier key; without it the folder's own is believed.</summary>
    public string? Key { get; init; }

    /// <summary>A checkpoint kept from before: the log must still begin with it.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Verifier keys of the witnesses, a line each; without them the folder's own are believed.</summary>
    public string? Witnesses { get; init; }
}

/// <summary>Verifies a log: offline, bounded whatever it is given, and the first bad entry is named.</summary>
public static class LogVerifier
{
    private const int MostWitnesses = 16;

    /// <summary>Verifies all of it.</summary>
    public static async Task<LogVerdict> VerifyAsync(LogFiles files, KnownToAuditor known, CancellationToken ct)
    {
        try
        {
            return await WholeAsync(files, known, ct);
        }
        catch (UnauthorizedAccessException e)
        {
            return LogVerdict.Bad(null, files.HasManifests ? "a file cannot be read" : e.Message);
        }
        catch (InvalidDataException e)
        {
            return LogVerdict.Bad(null, $"{Printable(e.Message)} is not what it should be, or longer than it can be");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException or HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return LogVerdict.Bad(null, "a file cannot be read");
        }
    }

    private static async Task<LogVerdict> WholeAsync(LogFiles files, KnownToAuditor known, CancellationToken ct)
    {
        foreach (var file in (string[])[LogExport.KeyFile, LogExport.CheckpointFile])
        {
            await using var there = await files.OpenAsync(file, ct);
            if (there is null) return LogVerdict.Bad(null, $"a file is missing: {file}");
        }

        var keyText = (await TextAsync(files, LogExport.KeyFile, ct))!.Trim();
        if (known.Key is { } trusted && trusted.Trim() != keyText) return LogVerdict.Bad(null, "the key is not the one this log is known by");
        if (!SignedNote.TryReadVerifierKey(keyText, out var origin, out var key)) return LogVerdict.Bad(null, "the key file holds no verifier key");

        var note = (await TextAsync(files, LogExport.CheckpointFile, ct))!;
        if (Checkpoint.Open(note, origin, key, out var why) is not { } signed) return LogVerdict.Bad(null, $"the checkpoint {why}");
        Checkpoint? kept = null;
        if (known.Checkpoint is { } from && (kept = Checkpoint.Open(from, origin, key, out why)) is null) return LogVerdict.Bad(null, $"the checkpoint kept from before {why}");
        if (kept?.Size > signed.Size) return LogVerdict.Bad(signed.Size, Text($"the log is shorter than it was: {kept.Size} entries were signed before, and now {signed.Size}"));

        // The last checkpoint that a witness had co-signed when the export was made; the newest is often too young to have been.
        Checkpoint? witnessed = null;
        var cosignedNote = await TextAsync(files, LogExport.CosignedFile, ct);
        if (cosignedNote is not null && (witnessed = Checkpoint.Open(cosignedNote, origin, key, out why)) is null) return LogVerdict.Bad(null, $"the co-signed checkpoint {why}");
        if (witnessed?.Size > signed.Size) return LogVerdict.Bad(signed.Size, Text($"the log is shorter than its witnesses saw it: {witnessed.Size} entries, and now {signed.Size}"));
        var (notes, fault) = Cosigned(cosignedNote ?? note, known.Witnesses ?? await TextAsync(files, LogExport.WitnessesFile, ct));
        if (fault is not null) return LogVerdict.Bad(null, fault);

        var marks = new List<(Checkpoint Checkpoint, string Said)>();
        if (kept is not null) marks.Add((kept, "signed before"));
        if (witnessed is not null) marks.Add((witnessed, "co-signed by a witness"));
        if (known.Key is null && kept is null) notes.Add("the key was taken from the log itself: compare it with the one you were given (--key)");

        return await new TreeCheck(files, signed, marks, notes, ct).RunAsync();
    }

    // Every co-signature of a witness we know must hold; that there is none is said, and is for the agreement to judge.
    private static (List<string> Notes, string? Fault) Cosigned(string note, string? witnesses)
    {
        var notes = new List<string>();
        SignedNote.TryRead(note, out var text, out var lines);
        foreach (var witness in (witnesses ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MostWitnesses))
        {
            if (!SignedNote.TryReadVerifierKey(witness.Trim(), out var name, out var key)) return (notes, "a witness's key is no verifier key");
            var own = lines.Where(line => line.IsBy(name, Cosignature.Type, key)).ToArray();
            var times = own.Select(line => Cosignature.Verify(line, text, name, key)).ToArray();
            if (times.Contains(null)) return (notes, $"the co-signature of {Printable(name)} is not of this checkpoint: one of them was changed");
            notes.Add(times.Length == 0 ? $"not co-signed by {Printable(name)}" : string.Create(CultureInfo.InvariantCulture, $"co-signed by {Printable(name)} at {times.Max():yyyy-MM-ddTHH:mm:ssZ}"));
        }

        return (notes, null);
    }

    private static async Task<string?> TextAsync(LogFiles files, string name, CancellationToken ct) =>
        await files.ReadAsync(name, SignedNote.MostCharacters, ct) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static string Printable(string text) => new([.. text.Take(120).Select(c => char.IsControl(c) || c > '~' ? '?' : c)]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
