using System.Globalization;

namespace BoroughBridge.Benchmarks;

/// <summary>From <c>scripts/run</c>, already built, to <c>ready</c>: fresh with everything to load, and again; and the memory of the process then.</summary>
internal static class StartupBench
{
    public static async Task<Report> RunAsync()
    {
        var report = new Report("startup", "start", "seconds", "process MB", "peak MB");
        foreach (var services in (bool[])[false, true])
        {
            var what = services ? "--services" : "embedded";
            await using var bridge = await RunningDemonstration.StartAsync(services);
            Add($"{what}, fresh");
            await bridge.StopAsync();
            await bridge.StartAsync();
            Add($"{what}, again");

            void Add(string start)
            {
                var status = File.ReadAllLines($"/proc/{HostOf(bridge.ProcessId)}/status");
                report.Add(start, bridge.SecondsToReady, Megabytes(status, "VmRSS:"), Megabytes(status, "VmHWM:"));
            }
        }

        return report;
    }

    /// <summary>The dotnet process that the script has started.</summary>
    private static string HostOf(int script) =>
        File.ReadAllText($"/proc/{script}/task/{script}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .First(child => File.ReadAllText($"/proc/{child}/cmdline").Contains("boroughbridge.dll", StringComparison.Ordinal));

    private static double Megabytes(string[] status, string name) =>
        double.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
}
