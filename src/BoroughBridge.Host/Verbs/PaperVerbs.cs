using System.CommandLine;
using System.Text.Json;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>paper submit</c>, <c>paper list</c>, <c>paper ledger</c> of a holding that has the paper adapter.</summary>
internal static class PaperVerbs
{
    public static Command Command() => new("paper", "scans of a holding") { Submit(), Prints("list", "each document captured or held", "operator/paper/list"), Prints("ledger", "every page accounted for", "operator/paper/ledger") };

    private static Command Submit()
    {
        var holder = CommandLine.Holder();
        var files = new Argument<string[]>("files") { Description = "scans and their index sidecars", Arity = ArgumentArity.OneOrMore };

        return new Command("submit", "put scans into the drop folder the safe way") { holder, files }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            var paths = parsed.GetValue(files)!;
            foreach (var path in paths)
            {
                if (!File.Exists(path)) throw new RefusalException(ExitCodes.Unavailable, $"{path} is not a file");
            }

            await Output.JsonAsync(await PaperDrop.SubmitAsync(socket, paths, ct));

            return ExitCodes.Ok;
        });
    }

    private static Command Prints(string name, string description, string path)
    {
        var holder = CommandLine.Holder();

        return new Command(name, description) { holder, CommandLine.Json() }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            await Output.JsonAsync(await socket.GetAsync<JsonElement>(path, ct));

            return ExitCodes.Ok;
        });
    }
}
