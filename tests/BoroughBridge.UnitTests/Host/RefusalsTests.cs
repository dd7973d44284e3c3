using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Host;

/// <summary>How the executable says no: a line an operator can act on, an exit code, and never a stack trace.</summary>
public sealed class RefusalsTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Test]
    public async Task An_unknown_key_is_one_line_and_78()
    {
        using var folder = new ConfigurationFolder();

        var ended = await Executable.RunAsync(Nothing, "run", "--config", folder.With("Routing:Surprise", 1).Write());

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: Routing:Surprise is not known\n")));
    }

    [Test]
    public async Task An_unknown_key_in_the_environment_is_one_line_and_78()
    {
        using var folder = new ConfigurationFolder();

        var ended = await Executable.RunAsync(new Dictionary<string, string> { ["BB_Routing__Surprise"] = "secret" }, "run", "--config", folder.Write());

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: Routing:Surprise is not known\n")));
    }

    [Test]
    public async Task A_missing_secret_is_one_line_and_78()
    {
        using var folder = new ConfigurationFolder();

        var ended = await Executable.RunAsync(Nothing, "run", "--config", folder.With("Routing:Authorities:camden:Broker:Password", null).Write());

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: Routing:Authorities:camden:Broker:Password is required\n")));
    }

    [Test]
    public async Task A_secret_may_come_from_the_environment_alone()
    {
        using var folder = new ConfigurationFolder();
        var file = folder.With("Routing:Authorities:camden:Broker:Password", null).With("Routing:Url", "wrong").Write();

        var ended = await Executable.RunAsync(new Dictionary<string, string> { ["BB_Routing__Authorities__camden__Broker__Password"] = "x" }, "run", "--config", file);

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: Routing:Url is not an http or https URL\n")));
    }

    [Test]
    public async Task A_file_that_is_not_JSON_is_one_line_and_78()
    {
        using var folder = new ConfigurationFolder();
        var file = folder.Write("{\n  \"Routing\": oops\n}");

        var ended = await Executable.RunAsync(Nothing, "run", "--config", file);

        Assert.That(ended, Is.EqualTo((78, "", $"boroughbridge: configuration: file {file} is not valid JSON, line 2\n")));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_one_line_and_78()
    {
        var ended = await Executable.RunAsync(Nothing, "run", "--config", "/nowhere/boroughbridge.json");

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: file /nowhere/boroughbridge.json is not there\n")));
    }

    [Test]
    public async Task A_key_file_that_is_no_key_is_one_line_and_not_zero()
    {
        using var folder = new ConfigurationFolder();

        var ended = await Executable.RunAsync(Nothing, "run", "--config", folder.Write());

        Assert.That(ended, Is.EqualTo((78, "", "boroughbridge: configuration: Routing:Trust:SigningKeyFile is not a PEM file of a P-256 private key\n")));
    }

    [Test]
    public async Task A_port_in_use_is_one_line_and_69()
    {
        using var folder = new ConfigurationFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var ended = await Executable.RunAsync(Nothing, "run", "--config", folder.With("Routing:Url", $"http://127.0.0.1:{port}").Write());

        Assert.That(ended, Is.EqualTo((69, "", $"boroughbridge: routing: port {port} is in use\n")));
    }

    [Test]
    public async Task A_verb_says_so_when_nothing_is_set_up()
    {
        var ended = await Executable.RunAsync(Nothing, "stream", "status", "--json", "--data", "/nowhere");

        Assert.That(ended.ExitCode, Is.EqualTo(69));
        Assert.That(ended.Errors, Does.StartWith("boroughbridge: nothing is set up in /nowhere").And.Not.Contain(" at "));
    }

    [Test]
    public async Task A_verb_says_so_when_nothing_runs()
    {
        using var folder = new ConfigurationFolder();
        var data = Path.GetDirectoryName(folder.Write())!;

        var ended = await Executable.RunAsync(Nothing, "stream", "status", "--json", "--data", data);

        Assert.That(ended, Is.EqualTo((69, "", $"boroughbridge: routing is not running (no answer at {data}/operator.sock)\n")));
    }
}
