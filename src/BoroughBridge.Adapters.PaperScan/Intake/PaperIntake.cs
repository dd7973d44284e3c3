using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Contracts;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// Takes files in: the intent is written down, the file renamed into the work folder, its bytes stored encrypted and read back, the row
/// committed, and only then is the clear copy removed. Killed anywhere, the next start finishes or undoes the step.
/// </summary>
internal sealed class PaperIntake(FileRows files, OriginalStore originals, PaperOptions options, TimeProvider clock, ILogger<PaperIntake> logger)
{
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

        await files.MeanToTakeAsync(id, name, ct);
        NativeFile.Rename(part, PathOf(id));
        await KeepAsync((await files.FindAsync(id, ct))!, ct);

        return id;
    }

    /// <summary>After a crash: what was renamed is kept, what was only meant is forgotten, clear copies of what is kept are removed.</summary>
    public async Task RecoverAsync(CancellationToken ct)
    {
        foreach (var file in await files.MeantAsync(ct))
        {
            if (File.Exists(PathOf(file.Id))) await KeepAsync(file, ct);
            else await files.ForgetAsync(file.Id, ct);
        }

        var open = Path.Combine(options.WorkFolder, ScanOpener.Folder);
        if (Directory.Exists(open)) Directory.Delete(open, recursive: true);
        foreach (var path in Directory.EnumerateFiles(Incoming))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(".part", StringComparison.Ordinal) || (Ids.IsId(name) && await files.FindAsync(name, ct) is not null)) File.Delete(path);
        }
    }

    private string PathOf(string id) => Path.Combine(Incoming, id);

    private async Task KeepAsync(FileRow file, CancellationToken ct)
    {
        var path = PathOf(file.Id);
        while (true)
        {
            // A writer may still hold the file it wrote under the old name: kept is what did not change while it was kept.
            var before = new FileInfo(path);
            var (length, written) = (before.Length, before.LastWriteTimeUtc);
            var (size, sha256) = await originals.KeepAsync(file.Id, path, ct);
            before.Refresh();
            if (before.Length != length || before.LastWriteTimeUtc != written || size != length || NativeFile.Look(path) == FileUse.BeingWritten)
            {
                await Task.Delay(TimeSpan.FromSeconds(options.StillSeconds), clock, ct);
                continue;
            }

            await files.ReceivedAsync(file, sha256, size, ct);
            File.Delete(path);
            Log.Taken(logger, file.Id, size);

            return;
        }
    }
}
