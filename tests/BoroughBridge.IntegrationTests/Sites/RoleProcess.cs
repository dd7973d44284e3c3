using System.Diagnostics;
using System.Text;

namespace BoroughBridge.IntegrationTests.Sites;

/// <summary>One process of the real executable, <c>run --config</c>, that a test kills and starts as it likes.</summary>
internal sealed class RoleProcess(string name, string config, string health) : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly StringBuilder said = new();
    private Process? process;

    public string Name => name;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Everything printed since the first start, by all lives of the process.</summary>
    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "boroughbridge.dll"), "run", "--config", config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A life lasts seconds here: time spent on optimising it is lost.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "0";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL, and its end awaited.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Polls until it says it is ready; false where it has ended instead, or the time is up.</summary>
    public async Task<bool> ReadyAsync(double seconds = 60)
    {
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from).TotalSeconds < seconds)
        {
            if (!IsRunning) return false;
            try
            {
                using var answer = await Client.GetAsync(health);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
            }

            await Task.Delay(40);
        }

        return false;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (said) said.Append(name).Append(": ").AppendLine(line);
    }
}
