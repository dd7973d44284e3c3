using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BoroughBridge.Host.Logs;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>log export</c> from a running role, and <c>log verify</c>, which needs nothing but the files.</summary>
internal static class LogVerbs
{
    public static Command Command() => new("log", "the disclosure logs") { Export(), Verify() };

    private static Command Export()
    {
        var holder = new Option<string?>("--holder") { Description = "slug of the holder whose log; routing's where not given" };
        var to = new Option<string>("--out") { Description = "folder to write to, empty or new", Required = true };

        return new Command("export", "write a log out as tiles, checkpoint and entries") { holder, to }.Asks(async (installation, parsed, ct) =>
        {
            var folder = parsed.GetValue(to)!;
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new RefusalException(ExitCodes.Usage, $"{folder} is not empty");
            using var socket = parsed.GetValue(holder) is { } authority ? installation.Holding(authority) : installation.Routing();
            using var answer = await socket.GetAsync("operator/log/export", ct);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
            var head = Read<ExportHead>(await lines.ReadLineAsync(ct));
            await new LogFolder(folder).WriteAsync(head, EntriesAsync(lines, ct), ct);
            await Output.LineAsync($"{head.Size} entries");

            return ExitCodes.Ok;
        });
    }

    private static Command Verify()
    {
        var log = new Option<string>("--log") { Description = "folder that log export wrote", Required = true };
        var against = new Option<string?>("--against") { Description = "checkpoint kept earlier" };
        var key = new Option<string?>("--key") { Description = "file with the log's public key as you keep it; the one beside the log where not given" };
        var command = new Command("verify", "verify an exported log offline") { log, against, key };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = parsed.GetValue(log)!;
            if (folder.StartsWith("http:", StringComparison.Ordinal) || folder.StartsWith("https:", StringComparison.Ordinal))
                throw new RefusalException(ExitCodes.Usage, "no log is served over HTTP yet: export it, and verify the folder");
            if (!Directory.Exists(folder)) throw new RefusalException(ExitCodes.Unavailable, $"{folder} is not a folder");
            var verdict = new LogVerifier(new(folder), Text(parsed.GetValue(key)), Text(parsed.GetValue(against))).Verify();
            await Output.LineAsync(verdict.Line);

            return verdict.Ok ? ExitCodes.Ok : ExitCodes.No;
        });

        return command;
    }

    private static async IAsyncEnumerable<ExportEntry> EntriesAsync(StreamReader lines, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await lines.ReadLineAsync(ct) is { } line) yield return Read<ExportEntry>(line);
    }

    private static T Read<T>(string? line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line ?? "", JsonSerializerOptions.Web) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new RefusalException(ExitCodes.Unavailable, "the export broke off");
        }
    }

    private static string? Text(string? file)
    {
        if (file is null) return null;
        if (!File.Exists(file) || new FileInfo(file).Length > 1 << 16) throw new RefusalException(ExitCodes.Unavailable, $"{file} cannot be read");

        return File.ReadAllText(file);
    }
}
