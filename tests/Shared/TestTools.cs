using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace BoroughBridge.Tests;

/// <summary>
/// The independent oracles of <c>tests/tools</c> (Node): installed once as their lock file says, then run with JSON on standard input and read
/// as JSON from standard output. A missing Node or a failed install fails the test.
/// </summary>
public static class TestTools
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Folder { get; } = Path.Combine(Corpus.Repository, "tests", "tools");

    /// <summary>The parties of sign-in and launch that nobody here wrote, installed apart.</summary>
    public static string IdentityFolder { get; } = Path.Combine(Folder, "identity");

    /// <summary>Runs a script of the folder.</summary>
    public static async Task<T> RunAsync<T>(string script, object input, string? folder = null)
    {
        folder ??= Folder;
        await InstallAsync(folder);
        var output = await RunAsync("node", [Path.Combine(folder, script)], JsonSerializer.Serialize(input, JsonSerializerOptions.Web), folder);

        return JsonSerializer.Deserialize<T>(output, JsonSerializerOptions.Web)!;
    }

    /// <summary>Makes <c>node_modules</c> what the lock file says; several test runs may ask at once.</summary>
    public static async Task InstallAsync(string? folder = null)
    {
        folder ??= Folder;
        var lockFile = Path.Combine(folder, "package-lock.json");
        var stamp = Path.Combine(folder, "node_modules", ".boroughbridge-lock");
        if (IsCurrent()) return;

        await using var guard = await OnlyOneAsync();
        if (IsCurrent()) return;
        await RunAsync("npm", ["ci", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"], "", folder);
        File.Copy(lockFile, stamp, overwrite: true);

        bool IsCurrent() => File.Exists(stamp) && File.ReadAllText(stamp) == File.ReadAllText(lockFile);
    }

    private static async Task<FileStream> OnlyOneAsync()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), "boroughbridge-test-tools.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < Patience)
            {
            }
        }
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string input, string folder)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);

            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}: {await error}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
