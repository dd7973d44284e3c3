using System.Text.Json;
using BoroughBridge.Host.Logging;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Serilog;

namespace BoroughBridge.UnitTests.Host.Logs;

/// <summary>What the operator's log leaves out.</summary>
public sealed class OperatorLogTests
{
    private const string Secret = "Quackenthwistle";

    [Test]
    public void An_exceptions_text_and_a_scopes_values_are_left_out()
    {
        using var folder = new TemporaryFolder();
        using (var serilog = OperatorLog.For("test", folder.Path, LogLevel.Information, toConsole: false))
        using (var factory = LoggerFactory.Create(logging => logging.AddSerilog(serilog)))
        {
            var logger = factory.CreateLogger("BoroughBridge.Test");
            using (logger.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/" + Secret }))
            {
                try
                {
                    throw new InvalidOperationException(Secret, new FormatException(Secret));
                }
                catch (InvalidOperationException e)
                {
                    logger.LogError(e, "failed with {Code}", "a-code");
                }
            }
        }

        var line = File.ReadAllText(Directory.GetFiles(Path.Combine(folder.Path, "logs")).Single());

        Assert.That(line, Does.Not.Contain(Secret));
        var json = JsonSerializer.Deserialize<JsonElement>(line);
        Assert.Multiple(() =>
        {
            Assert.That(json.GetProperty("message").GetString(), Is.EqualTo("failed with a-code"));
            Assert.That(json.GetProperty("values").GetProperty("Code").GetString(), Is.EqualTo("a-code"));
            Assert.That(json.GetProperty("exception").GetString(), Does.StartWith("System.InvalidOperationException").And.Contain("System.FormatException"));
            Assert.That(json.GetProperty("role").GetString(), Is.EqualTo("test"));
        });
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("bb-log-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
