using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BoroughBridge.Tests;

/// <summary>
/// The demonstration as a new user starts it, <c>scripts/run</c>, in a folder and on ports of its own, run by the executable that was built with the tests,
/// or by the one it builds where they were built without. Gone with all its data when disposed.
/// </summary>
public sealed class RunningDemonstration : IAsyncDisposable
{
    private readonly StringBuilder said = new();
    private readonly bool services;
    private Process? running;

    private RunningDemonstration(bool services)
    {
        this.services = services;
        Data = Directory.CreateTempSubdirectory("bb-demo-").FullName;
        Temporary = Directory.CreateDirectory(Path.Combine(Data, "tmp")).FullName;
        Port = TenPorts.Free();
        Client = new() { BaseAddress = new Uri($"http://localhost:{Port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>Where it, and the tools it runs, put temporary files.</summary>
    public string Temporary { get; }

    /// <summary>First of its ten ports.</summary>
    public int Port { get; }

    /// <summary>Of the child process that <c>scripts/run</c> is.</summary>
    public int ProcessId => running!.Id;

    /// <summary>Seconds from start to <c>ready</c>, the last time.</summary>
    public double SecondsToReady { get; private set; }

    /// <summary>Routing's address; no token.</summary>
    public HttpClient Client { get; }

    /// <summary>Everything printed so far.</summary>
    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    /// <param name="services">On RabbitMQ and PostgreSQL.</param>
    /// <param name="prepare">Puts things into its data folder before it starts for the first time.</param>
    public static async Task<RunningDemonstration> StartAsync(bool services, Action<string>? prepare = null)
    {
        var demonstration = new RunningDemonstration(services);
        try
        {
            prepare?.Invoke(demonstration.Data);
            await demonstration.StartAsync();
        }
        catch
        {
            await demonstration.DisposeAsync();
            throw;
        }

        return demonstration;
    }

    /// <summary>Starts it (again, on what is in its folder) and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var from = Stopwatch.GetTimestamp();
        running = Script("run", Temporary, ["--port", $"{Port}", "--data", Data, .. services ? ["--services"] : Array.Empty<string>()]);
        running.OutputDataReceived += (_, line) =>
        {
            Hear(line.Data);
            if (line.Data == $"ready http://localhost:{Port}") ready.TrySetResult();
        };
        running.ErrorDataReceived += (_, line) => Hear(line.Data);
        running.EnableRaisingEvents = true;
        running.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("scripts/run ended before it was ready"));
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(TimeSpan.FromMinutes(10));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"the demonstration did not start: {Said}", e);
        }

        SecondsToReady = Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    /// <summary>Stops it as Ctrl-C does; its folder stays. Returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (running is null) return 0;
        using (var kill = Process.Start("kill", ["-TERM", $"{running.Id}"])) await kill.WaitForExitAsync();
        await running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var code = running.ExitCode;
        running.Dispose();
        running = null;

        return code;
    }

    /// <summary>Runs a verb of the executable against it.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> VerbAsync(params string[] arguments)
    {
        using var verb = Script("boroughbridge", Path.GetTempPath(), [.. arguments, "--data", Data]);
        var output = verb.StandardOutput.ReadToEndAsync();
        var errors = verb.StandardError.ReadToEndAsync();
        await verb.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        return (verb.ExitCode, await output, await errors);
    }

    /// <summary>Runs a verb that prints JSON and must succeed.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (code, output, errors) = await VerbAsync(arguments);
        if (code != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {code}: {errors}");

        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    public async Task<string> TokenAsync(string login)
    {
        var (code, output, errors) = await VerbAsync("demo", "token", login);
        if (code != 0) throw new InvalidOperationException($"no token: {errors}");

        return output.Trim();
    }

    /// <summary>One GET under <c>/fhir</c> with a token; whole answer.</summary>
    public async Task<(HttpStatusCode Status, byte[] Body, HttpResponseMessage Answer)> FhirAsync(string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await Client.SendAsync(request);

        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(), answer);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (TimeoutException)
        {
            running?.Kill(entireProcessTree: true);
        }

        Client.Dispose();
        // PostgreSQL and RabbitMQ may have been put elsewhere, where their own users can reach.
        var elsewhere = new DirectoryInfo(Path.Combine(Data, "services")).LinkTarget;
        if (elsewhere is not null && Directory.Exists(elsewhere)) Directory.Delete(elsewhere, recursive: true);
        Directory.Delete(Data, recursive: true);
    }

    private static Process Script(string name, string temporary, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot, "scripts", name), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["TMPDIR"] = temporary;
        var built = Path.Combine(AppContext.BaseDirectory, "boroughbridge.dll");
        if (File.Exists(built)) start.Environment["BB_HOST_DLL"] = built;

        return Process.Start(start)!;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (said) said.AppendLine(line);
    }

    private static string RepositoryRoot { get; } = Root(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Root(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "BoroughBridge.sln")) ? folder.FullName : Root(folder.Parent!);
}
