using System.CommandLine;
using BoroughBridge.DisclosureLog.Export;
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

        return new Command("export", "write a log out: checkpoint, entries, key") { holder, to }.Asks(async (installation, parsed, ct) =>
        {
            var folder = parsed.GetValue(to)!;
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new RefusalException(ExitCodes.Usage, $"{folder} is not empty");
            using var socket = parsed.GetValue(holder) is { } authority ? installation.Holding(authority) : installation.Routing();
            var exported = await socket.PostAsync<ExportedLog>("operator/log/export", new { }, ct);
            Move(exported.Folder, folder);
            await Output.LineAsync($"{exported.Size} entries in {folder}");

            return ExitCodes.Ok;
        });
    }

    private static Command Verify()
    {
        var log = new Option<string>("--log") { Description = "folder that log export wrote", Required = true };
        var against = new Option<string?>("--against") { Description = "checkpoint file kept earlier" };
        var key = new Option<string?>("--key") { Description = "file with the log's public key as you keep it; the one in the folder where not given" };
        var command = new Command("verify", "verify an exported log offline") { log, against, key };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = parsed.GetValue(log)!;
            if (folder.StartsWith("http:", StringComparison.Ordinal) || folder.StartsWith("https:", StringComparison.Ordinal))
                throw new RefusalException(ExitCodes.Usage, "no log is served over HTTP yet: export it, and verify the folder");
            if (!Directory.Exists(folder)) throw new RefusalException(ExitCodes.Unavailable, $"{folder} is not a folder");
            var verdict = await LogVerifier.VerifyAsync(folder, ct, Text(parsed.GetValue(key))?.Trim(), Text(parsed.GetValue(against)));
            await Output.LineAsync(verdict.ToString());

            return verdict.Ok ? ExitCodes.Ok : ExitCodes.No;
        });

        return command;
    }

    /// <summary>Files are copied, not renamed: the two folders may be on different file systems.</summary>
    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        Directory.Delete(from, recursive: true);
    }

    private static string? Text(string? file)
    {
        if (file is null) return null;
        if (!File.Exists(file) || new FileInfo(file).Length > 1 << 16) throw new RefusalException(ExitCodes.Unavailable, $"{file} cannot be read");

        return File.ReadAllText(file);
    }
}
