using System.Diagnostics;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Tools;

/// <summary>
/// Runs decoders as children: no shell, an empty environment, limits on address space, processor time and file size set by prlimit before
/// the tool starts, no network where the system lets us take it away, killed with all its own children at the time limit. A crash of a decoder is
/// a result, not an exception.
/// </summary>
internal sealed class ToolBox : IDisposable
{
    private static readonly (string Tool, string Package)[] Needed =
    [
        ("tesseract", "tesseract-ocr"), ("pdftoppm", "poppler-utils"), ("pdfimages", "poppler-utils"), ("pdftotext", "poppler-utils"),
        ("pdfinfo", "poppler-utils"), ("qpdf", "qpdf"), ("zbarimg", "zbar-tools"), ("prlimit", "util-linux"),
    ];

    // A page is not at fault where the machine is busy: the limit is processor time, and the clock only ends what hangs.
    private const int WallOverCpu = 5;
    private const int OutOfProcessorTime = 128 + 24; // SIGXCPU

    private static readonly string[] NoNetwork = ["--user", "--map-current-user", "--net"];

    private readonly PaperOptions options;
    private readonly string[] folders;
    private readonly SemaphoreSlim places;
    private readonly Lazy<bool> canCutOff;

    public ToolBox(PaperOptions options)
    {
        this.options = options;
        folders = (options.ToolPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        places = new(options.Workers);
        canCutOff = new(TryCutOff);
    }

    /// <summary>Whether tools run in a network of their own, with nothing in it; containers and hardened kernels may not allow it.</summary>
    public bool CutOff => canCutOff.Value;

    /// <summary>Tools that are not there now.</summary>
    public IReadOnlyList<MissingTool> Missing() => [.. Needed.Where(need => Find(need.Tool) is null).Select(need => new MissingTool(need.Tool, need.Package))];

    public async Task<ToolResult> RunAsync(ToolCall call, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            return await RunNowAsync(call, ct);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<ToolResult> RunNowAsync(ToolCall call, CancellationToken ct)
    {
        using var process = new Process { StartInfo = Start(call) };
        process.Start();
        process.StandardInput.Close();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.ToolSeconds * WallOverCpu));
        var end = ToolEnd.Exited;
        var output = new MemoryStream();
        var complaints = new MemoryStream();
        try
        {
            var full = await Task.WhenAll(
                TakeAsync(process.StandardOutput.BaseStream, output, call.MostOutput, process, limit.Token),
                TakeAsync(process.StandardError.BaseStream, complaints, 64 << 10, null, limit.Token));
            await process.WaitForExitAsync(limit.Token);
            if (full[0]) end = ToolEnd.TooMuchOutput;
            else if (process.ExitCode == OutOfProcessorTime) end = ToolEnd.TimedOut;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            end = ToolEnd.TimedOut;
        }

        return new(end, process.ExitCode, output.GetBuffer().AsMemory(0, (int)output.Length), Encoding.UTF8.GetString(complaints.GetBuffer(), 0, (int)complaints.Length));
    }

    private ProcessStartInfo Start(ToolCall call)
    {
        var start = new ProcessStartInfo(Find("prlimit") ?? throw new FileNotFoundException("prlimit"))
        {
            WorkingDirectory = call.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add($"--as={(long)options.ToolMegabytes << 20}");
        start.ArgumentList.Add($"--cpu={options.ToolSeconds}:{options.ToolSeconds + 1}"); // one limit for both would kill without saying why
        start.ArgumentList.Add($"--fsize={(long)options.MaxFileMegabytes << 22}");
        start.ArgumentList.Add("--core=0");
        start.ArgumentList.Add("--nofile=128");
        start.ArgumentList.Add("--");
        if (CutOff)
        {
            foreach (var part in (string[])[Find("unshare")!, .. NoNetwork, "--"]) start.ArgumentList.Add(part);
        }

        start.ArgumentList.Add(Find(call.Tool) ?? throw new FileNotFoundException(call.Tool));
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);

        start.Environment.Clear();
        start.Environment["PATH"] = string.Join(Path.PathSeparator, folders);
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = call.Folder;
        start.Environment["TMPDIR"] = call.Folder;
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // Tesseract's threads cost two to three times the processor time and give nothing.

        return start;
    }

    private bool TryCutOff()
    {
        if (Find("unshare") is not { } unshare) return false;

        using var probe = Process.Start(new ProcessStartInfo(unshare, [.. NoNetwork, "--", "true"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        probe.WaitForExit();

        return probe.ExitCode == 0;
    }

    private string? Find(string tool) => folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    // Takes at most so much; what is over is read away (complaints) or ends the process (output).
    private static async Task<bool> TakeAsync(Stream from, MemoryStream to, int most, Process? owner, CancellationToken ct)
    {
        var buffer = new byte[64 << 10];
        var full = false;
        for (int length; (length = await from.ReadAsync(buffer, ct)) > 0;)
        {
            var take = (int)Math.Min(length, most - to.Length);
            to.Write(buffer, 0, take);
            if (take == length || full) continue;

            full = true;
            owner?.Kill(entireProcessTree: true);
        }

        return full;
    }
}
