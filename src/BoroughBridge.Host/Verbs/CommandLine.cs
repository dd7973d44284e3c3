using System.CommandLine;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary>What all verbs share: <c>--data</c>, and how a refusal or a fault reaches the operator.</summary>
internal static class CommandLine
{
    /// <summary>The folder of the installation that is meant.</summary>
    public static readonly Option<string> Data = new("--data")
    {
        Description = "folder of the installation (default: BB_DATA, else .run)",
        Recursive = true,
        DefaultValueFactory = _ => System.Environment.GetEnvironmentVariable("BB_DATA") is { Length: > 0 } data ? data : ".run",
    };

    public static async Task<int> RunAsync(string[] args, RootCommand root)
    {
        try
        {
            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
            {
                foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"boroughbridge: {error.Message}");

                return ExitCodes.Usage;
            }

            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (RefusalException refusal)
        {
            foreach (var line in refusal.Lines) await Console.Error.WriteLineAsync($"boroughbridge: {line}");

            return refusal.ExitCode;
        }
        catch (Exception fault)
        {
            // The kind alone: texts may carry content, and an operator can do nothing with a stack. BB_TRACE=1 shows all of it to a developer.
            await Console.Error.WriteLineAsync($"boroughbridge: fault {fault.GetType().Name}; the logs under the data folder say more");
            if (System.Environment.GetEnvironmentVariable("BB_TRACE") == "1") await Console.Error.WriteLineAsync(fault.ToString());

            return ExitCodes.Fault;
        }
    }

    /// <summary>A verb that asks the running installation; the work is given it, the parsed line and a token cancelled by Ctrl-C.</summary>
    public static Command Asks(this Command command, Func<Installation, ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction((parsed, ct) => work(Installation.At(parsed.GetValue(Data)!), parsed, ct));

        return command;
    }

    /// <summary>Options that are always given as JSON: <c>--json</c> is taken and needs nothing said.</summary>
    public static Option<bool> Json() => new("--json") { Description = "print JSON" };

    public static Option<string> Holder() => new("--holder") { Description = "slug of the holding authority", Required = true };
}
