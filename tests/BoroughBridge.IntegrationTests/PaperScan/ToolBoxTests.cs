using System.Text;
using BoroughBridge.Adapters.PaperScan;
using BoroughBridge.Adapters.PaperScan.Tools;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>The limits a decoder runs under.</summary>
internal sealed class ToolBoxTests
{
    [Test]
    public async Task A_decoder_has_no_network()
    {
        using var tools = new ToolBox(new PaperOptions());
        if (!tools.CutOff) Assert.Fail("this system does not allow user namespaces: decoders run with a network");

        var interfaces = await RunAsync(tools, "cat", "/proc/net/dev");

        Assert.That(interfaces.Split('\n').Skip(2).Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(':')[0].Trim()), Is.EqualTo(new[] { "lo" }));
    }

    [Test]
    public async Task A_decoder_sees_nothing_of_our_environment()
    {
        using var tools = new ToolBox(new PaperOptions());
        Environment.SetEnvironmentVariable("BB_SECRET_OF_THE_TEST", "x");

        Assert.That(await RunAsync(tools, "env"), Does.Contain("OMP_THREAD_LIMIT=1").And.Not.Contain("BB_SECRET_OF_THE_TEST"));
    }

    [Test]
    public async Task A_decoder_that_does_not_end_is_ended()
    {
        using var tools = new ToolBox(new PaperOptions { ToolSeconds = 1 });

        var result = await tools.RunAsync(new("sleep", "600") { Folder = Path.GetTempPath() }, default);

        Assert.That(result.End, Is.EqualTo(ToolEnd.TimedOut));
    }

    [Test]
    public async Task A_decoder_that_computes_without_end_is_ended_by_its_processor_time()
    {
        using var tools = new ToolBox(new PaperOptions { ToolSeconds = 1 });

        var result = await tools.RunAsync(new("sha256sum", "/dev/zero") { Folder = Path.GetTempPath() }, default);

        Assert.That(result.End, Is.EqualTo(ToolEnd.TimedOut));
    }

    [Test]
    public async Task A_decoder_that_wants_too_much_memory_fails_and_nothing_else_does()
    {
        using var tools = new ToolBox(new PaperOptions { ToolMegabytes = 256 });

        var result = await tools.RunAsync(new("dd", "if=/dev/zero", "of=/dev/null", "bs=1G", "count=1") { Folder = Path.GetTempPath() }, default);

        Assert.That(result.Succeeded, Is.False);
        Assert.That(await RunAsync(tools, "echo", "alive"), Does.Contain("alive"));
    }

    private static async Task<string> RunAsync(ToolBox tools, string tool, params string[] arguments) =>
        Encoding.UTF8.GetString((await tools.RunAsync(new(tool, arguments) { Folder = Path.GetTempPath() }, default)).Output.Span);
}
