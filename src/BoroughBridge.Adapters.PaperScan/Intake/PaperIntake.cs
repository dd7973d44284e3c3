using System.Collections.Concurrent;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Contracts;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// Takes files in: the intent is written down, the file renamed into the work folder, its bytes stored encrypted and read back, the row
/// committed, and only then is the clear copy removed. Killed anywhere, or kept from it by a full disk or a missing key, it goes on from there.
/// </summary>
internal sealed class PaperIntake(FileRows files, OriginalStore originals, PaperOptions options, ILogger<PaperIntake> logger)
{
    // Files somebody is at just now: nobody else is to go on with them.
    private readonly ConcurrentDictionary<string, bool> inHand = new(StringComparer.Ordinal);

    private string Incoming => Path.Combine(options.WorkFolder, "incoming");

    /// <summary>Makes the folders, and refuses a work folder that files cannot be renamed into.</summary>
    /// <exception cref="InvalidOperationException">One line for the operator.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(options.DropFolder);
        PrivateFolder.Make(options.WorkFolder);
        PrivateFolder.Make(Incoming);
        var probe = Path.Combine(options.DropFolder, $".{Ids.New()}.tmp");
        var arrived = Path.Combine(Incoming, Path.GetFileName(probe));
        File.WriteAllBytes(probe, []);
        try
        {
            NativeFile.Rename(probe, arrived);
            File.Delete(arrived);
        }
        catch (IOException)
        {
            File.Delete(probe);
            throw new InvalidOperationException("Paper:WorkFolder must be on the same file system as Paper:DropFolder");
        }
    }

    /// <summary>Takes a file from the drop folder.</summary>
    public async Task TakeAsync(string path, CancellationToken ct)
    {
        var id = Ids.New();
        inHand[id] = true;
        try
        {
            await files.MeanToTakeAsync(id, Path.GetFileName(path), ct);
            try
            {
                NativeFile.Rename(path, PathOf(id));
            }
            catch (IOException)
            {
                await files.ForgetAsync(id, ct);
                throw;
            }

            await KeepAsync((await files.FindAsync(id, ct))!, ct);
        }
        finally
        {
            inHand.TryRemove(id, out _);
        }
    }

    /// <summary>Goes on with files that were taken and not kept: the disk was full, the key was away, a writer still had it open, this process was killed.</summary>
    public async Task GoOnAsync(CancellationToken ct)
    {
        foreach (var file in await files.MeantAsync(ct))
        {
            if (!inHand.TryAdd(file.Id, true)) continue;
            try
            {
                // The list may be older than the end of the step: asked again, with nobody else at it.
                if (await files.FindAsync(file.Id, ct) is not { State: FileState.Taking } left) continue;
                if (File.Exists(PathOf(left.Id))) await KeepAsync(left, ct);
                else await files.ForgetAsync(left.Id, ct);
            }
            finally
            {
                inHand.TryRemove(file.Id, out _);
            }
        }
    }

    /// <summary>Takes what somebody hands over, under any name at all; the name is data, never a path.</summary>
    /// <returns>The file's id.</returns>
    public async Task<string> TakeAsync(string name, Stream content, CancellationToken ct)
    {
        var id = Ids.New();
        var part = PathOf(id) + ".part";
        try
        {
            await using (var to = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                await content.CopyToAsync(to, ct);
                to.Flush(flushToDisk: true);
            }
        }
        catch
        {
            // Half of what was being handed over is nothing that was handed over.
            File.Delete(part);
            throw;
        }

        inHand[id] = true;
        try
        {
            await files.MeanToTakeAsync(id, name, ct);
            NativeFile.Rename(part, PathOf(id));
            await KeepAsync((await files.FindAsync(id, ct))!, ct);

            return id;
        }
        finally
        {
            inHand.TryRemove(id, out _);
        }
    }

    /// <summary>After a crash: what was only meant is forgotten, clear copies of what is kept are removed. What was renamed and not kept, <see cref="GoOnAsync"/> keeps.</summary>
    public async Task RecoverAsync(CancellationToken ct)
    {
        foreach (var file in await files.MeantAsync(ct))
        {
            if (!File.Exists(PathOf(file.Id))) await files.ForgetAsync(file.Id, ct);
        }

        var open = Path.Combine(options.WorkFolder, ScanOpener.Folder);
        if (Directory.Exists(open)) Directory.Delete(open, recursive: true);
        foreach (var path in Directory.EnumerateFiles(Incoming))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(".part", StringComparison.Ordinal) || (Ids.IsId(name) && await files.FindAsync(name, ct) is { State: not FileState.Taking })) File.Delete(path);
        }
    }

    private string PathOf(string id) => Path.Combine(Incoming, id);

    private async Task KeepAsync(FileRow file, CancellationToken ct)
    {
        // A writer may still hold the file it wrote under the old name: kept is what did not change while it was kept. Else it stays taken and is looked at again.
        var path = PathOf(file.Id);
        var before = new FileInfo(path);
        var (length, written) = (before.Length, before.LastWriteTimeUtc);
        var (size, sha256) = await originals.KeepAsync(file.Id, path, ct);
        before.Refresh();
        if (before.Length != length || before.LastWriteTimeUtc != written || size != length || NativeFile.Look(path) == FileUse.BeingWritten) return;

        // Whatever it is called: what begins as a scan does is a scan, and its pages count.
        if (file.Role == "index" && await ScanFormats.OfFileAsync(path, ct) != ScanFormat.Unknown) file.Role = "scan";
        await files.ReceivedAsync(file, sha256, size, ct);
        File.Delete(path);
        Log.Taken(logger, file.Id, size);
    }
}
