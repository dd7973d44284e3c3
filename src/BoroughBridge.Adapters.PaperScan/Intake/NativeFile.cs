using System.Runtime.InteropServices;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>What a look at a file that may still be arriving says.</summary>
internal enum FileUse
{
    /// <summary>An ordinary file nobody has open for writing, as far as this system can tell.</summary>
    Idle,

    /// <summary>Open for writing somewhere on this machine.</summary>
    BeingWritten,

    /// <summary>Not an ordinary file (a pipe, a device), or not to be opened.</summary>
    NotAFile,
}

/// <summary>The few calls of the system that .NET does not offer.</summary>
internal static partial class NativeFile
{
    private const int ReadOnlyNonBlocking = 0x800;
    private const int SetLease = 1024;
    private const int SetLeaseSignal = 10;
    private const int ReadLease = 0;
    private const int NoLease = 2;
    private const int SignalThatDoesNothing = 23; // SIGURG: a broken lease must not end this process, as SIGIO would.
    private const int TryAgain = 11;
    private const int FromEnd = 2;

    /// <summary>Renames within one file system; never copies (File.Move would, across two).</summary>
    /// <exception cref="IOException">The rename did not happen; the message is the system's error number.</exception>
    public static void Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(from, to, overwrite: false);

            return;
        }

        if (RenameCall(from, to) != 0) throw new IOException($"rename-{Marshal.GetLastPInvokeError()}");
    }

    /// <summary>A read lease is granted only while nobody has the file open for writing (fcntl(2), F_SETLEASE).</summary>
    public static FileUse Look(string path)
    {
        if (!OperatingSystem.IsLinux()) return FileUse.Idle;

        var file = Open(path, ReadOnlyNonBlocking);
        if (file < 0) return FileUse.NotAFile;
        try
        {
            if (Seek(file, 0, FromEnd) < 0) return FileUse.NotAFile;

            _ = Control(file, SetLeaseSignal, SignalThatDoesNothing);
            if (Control(file, SetLease, ReadLease) == 0)
            {
                _ = Control(file, SetLease, NoLease);

                return FileUse.Idle;
            }

            // Not our file, or a file system without leases: stillness has to do.
            return Marshal.GetLastPInvokeError() == TryAgain ? FileUse.BeingWritten : FileUse.Idle;
        }
        finally
        {
            _ = Close(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCall(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
