using System.Diagnostics;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>A real file system of 1 MiB in memory, to be filled. Mounting takes root, or sudo without a password.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SmallDisk> MountAsync(string? owner)
    {
        // Under /tmp and not under a private folder: a database server runs as another user and must come through.
        var disk = new SmallDisk(Directory.CreateDirectory(Path.Combine("/tmp", $"bb-test-disk-{Environment.ProcessId}-{BoroughBridge.Contracts.Ids.New()[..8]}")).FullName);
        var options = "size=1m,mode=0700";
        if (owner is not null && await RunAsync("id", "-u", owner) is (0, var uid)) options += $",uid={uid.Trim()}";
        var (code, said) = await RootAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.Folder);
        if (code != 0) Assert.Fail($"this test mounts a 1 MiB tmpfs, which takes root: {said}");

        return disk;
    }

    /// <summary>Makes room, as an operator would.</summary>
    public async Task GrowAsync() => await RootAsync("mount", "-o", "remount,size=16m", Folder);

    public async ValueTask DisposeAsync()
    {
        await RootAsync("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static Task<(int Code, string Said)> RootAsync(params string[] command) =>
        Environment.UserName == "root" ? RunAsync(command) : RunAsync(["sudo", "-n", .. command]);

    private static async Task<(int Code, string Said)> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        return (process.ExitCode, said);
    }
}
