using System.Runtime.InteropServices;

namespace BoroughBridge.Holding.Vault;

/// <summary>Makes a folder's entries durable: a file renamed into it is there after a power cut. .NET opens no directories, so libc does.</summary>
internal static partial class DurableFolder
{
    private const int ReadOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY

    /// <summary>Creates the folder where needed, open to this user alone, and its parents' entries durably.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent) Create(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Path.GetDirectoryName(path) is { Length: > 0 } above) Sync(above);
    }

    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, ReadOnlyDirectory);
        if (descriptor < 0) throw new IOException("folder-not-opened");
        try
        {
            if (Fsync(descriptor) != 0) throw new IOException("folder-not-synced");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
