using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>paper submit</c>, <c>paper covers</c>, <c>paper list</c>, <c>paper ledger</c> of a holding that has the paper adapter.</summary>
internal static class PaperVerbs
{
    public static Command Command() => new("paper", "scans of a holding")
    {
        Submit(), Covers(), Prints("list", "each document captured or held", "operator/paper/list"), Prints("ledger", "every page accounted for", "operator/paper/ledger"),
    };

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

    private static Command Covers()
    {
        var holder = CommandLine.Holder();
        var to = new Option<string>("--out") { Description = "PDF to write, a sheet a page", Required = true };
        var sheets = new Argument<string[]>("sheets") { Description = "PERSONID:TYPE:YYYY-MM-DD:PAGES, one a document", Arity = ArgumentArity.OneOrMore };

        return new Command("covers", "print cover sheets to lay on documents before they are scanned") { holder, to, sheets }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            var order = parsed.GetValue(sheets)!.Select(Sheet).ToArray();
            using var answer = await socket.PostAsync("operator/paper/covers", new { sheets = order }, ct);
            await using var file = Create(parsed.GetValue(to)!);
            await answer.Content.CopyToAsync(file, ct);

            return ExitCodes.Ok;
        });
    }

    private static object Sheet(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 4 || !DateOnly.TryParseExact(parts[2], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var pages))
        {
            throw new RefusalException(ExitCodes.Usage, $"{text} is not PERSONID:TYPE:YYYY-MM-DD:PAGES");
        }

        return new { icsPersonId = parts[0], type = parts[1], date, pages };
    }

    private static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{path} cannot be written");
        }
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
