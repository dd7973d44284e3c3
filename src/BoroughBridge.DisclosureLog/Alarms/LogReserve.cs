using System.Security.Cryptography;

namespace BoroughBridge.DisclosureLog.Alarms;

/// <summary>
/// Space held back in the part's data folder, so that on a full disk the operator's log can still say so: given up when an alarm is raised while the
/// disk is full, taken again when there is room.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="size">Bytes held back.</param>
/// <param name="low">Free bytes below which there is too little room.</param>
/// <param name="full">Free bytes below which the disk counts as full.</param>
internal sealed class LogReserve(string folder, long size = 4 << 20, long low = 64 << 20, long full = 1 << 20)
{
    private readonly Lock gate = new();

    private string Path => System.IO.Path.Combine(folder, "log-reserve");

    /// <summary>Code of what is wrong with the disk; none where there is room.</summary>
    public string? Fault()
    {
        var free = Free();

        return free < full ? "full" : free < low && !File.Exists(Path) ? "reserve-given-up" : free < low ? "nearly-full" : null;
    }

    /// <summary>Takes the space where it is not held yet and there is room. Random bytes: a file system that packs would hold nothing back.</summary>
    public void Hold()
    {
        lock (gate)
        {
            if (File.Exists(Path) || Free() < low + size) return;
            Directory.CreateDirectory(folder);
            using var file = new FileStream(Path, FileMode.Create, FileAccess.Write);
            for (var left = size; left > 0; left -= 1 << 16) file.Write(RandomNumberGenerator.GetBytes(1 << 16));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Gives the space up where the disk is full.</summary>
    public void GiveUpIfFull()
    {
        lock (gate)
        {
            if (Free() < full) File.Delete(Path);
        }
    }

    private long Free()
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
