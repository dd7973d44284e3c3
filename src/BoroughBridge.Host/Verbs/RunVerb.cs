using System.CommandLine;
using BoroughBridge.Host.Configuration;
using BoroughBridge.Host.Running;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>run --config FILE</c>: the roles that the file names, until stopped.</summary>
internal static class RunVerb
{
    public static Command Command()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var command = new Command("run", "run the routing and holdings that a file names until stopped") { config };
        command.SetAction(async (parsed, _) =>
        {
            var options = ConfigurationFile.Read(parsed.GetValue(config)!);
            using var stop = new StopSignals();

            return await new RoleRunner(Roles.Of(options), Console.Error).RunAsync(_ => Console.Error.WriteLineAsync("boroughbridge: running"), stop.Token);
        });

        return command;
    }
}
