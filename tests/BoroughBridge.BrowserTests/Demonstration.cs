using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>One demonstration for all journeys, started as a new user starts it: <c>scripts/run</c>, and one browser.</summary>
[SetUpFixture]
public sealed class Demonstration
{
    private static readonly TimeSpan UntilReady = TimeSpan.FromMinutes(4);
    private static readonly string[] BrowserSwitches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--test-third-party-cookie-phaseout",
    ];

    private static Process? running;
    private static IPlaywright? playwright;
    private static string data = "";

    public static IBrowser Browser { get; private set; } = null!;

    /// <summary>The portal's address.</summary>
    public static string Portal { get; private set; } = "";

    /// <summary>The case system's address, by a name that makes it another site than the portal, as it is in a borough.</summary>
    public static string CaseSystem { get; private set; } = "";

    /// <summary>Screenshots of the pages visited.</summary>
    public static string Pictures { get; } = Path.Combine(RepositoryRoot.Path, "artifacts", "screenshots");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Pictures);
        data = Directory.CreateTempSubdirectory("bb-browser-").FullName;
        var port = FreeBlock();
        Portal = $"http://localhost:{port}";
        CaseSystem = $"http://127.0.0.1:{port + 3}";

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new StringBuilder();
        running = Process.Start(new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "scripts", "run"))
        {
            ArgumentList = { "--port", $"{port}", "--data", data },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.AppendLine(line);
            if (line == $"ready {Portal}") ready.TrySetResult();
        }

        running.OutputDataReceived += (_, line) => Hear(line.Data);
        running.ErrorDataReceived += (_, line) => Hear(line.Data);
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
        running.EnableRaisingEvents = true;
        running.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("scripts/run ended before it was ready"));
        try
        {
            await ready.Task.WaitAsync(UntilReady);
        }
        catch (Exception e)
        {
            lock (said) throw new InvalidOperationException($"the demonstration did not start: {said}", e);
        }

        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = BrowserSwitches });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (running is { HasExited: false })
        {
            Process.Start("kill", ["-INT", $"{running.Id}"]).WaitForExit();
            if (!running.WaitForExit(TimeSpan.FromSeconds(30))) running.Kill(entireProcessTree: true);
        }

        running?.Dispose();
        if (data.Length > 0) Directory.Delete(data, recursive: true);
    }

    /// <summary>The demonstration's children, as the verb lists them.</summary>
    public static async Task<IReadOnlyList<DemonstrationChild>> ChildrenAsync()
    {
        using var verb = Process.Start(new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "scripts", "boroughbridge"))
        {
            ArgumentList = { "demo", "children", "--json", "--data", data },
            RedirectStandardOutput = true,
        })!;
        var printed = await verb.StandardOutput.ReadToEndAsync();
        await verb.WaitForExitAsync();

        return JsonSerializer.Deserialize<List<DemonstrationChild>>(printed, JsonSerializerOptions.Web)!;
    }

    /// <summary>The first of ten ports in a row that are free now, below the ephemeral range.</summary>
    private static int FreeBlock()
    {
        for (var first = 23000; first < 32000; first += 10)
        {
            if (Enumerable.Range(first, 10).All(IsFree)) return first;
        }

        throw new InvalidOperationException("no ten free ports in a row");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>One line of <c>demo children --json</c>.</summary>
public sealed record DemonstrationChild(string Holder, string ChildRef, string Name, string? Iro, string? FamilyGroup);
