using System.Diagnostics;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>One command line, run to its end.</summary>
internal static class Shell
{
    public static async Task<string> RunAsync(string line)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (process.ExitCode != 0) throw new InvalidOperationException($"exit {process.ExitCode}: {line}: {await errors}");

        return await output;
    }
}
