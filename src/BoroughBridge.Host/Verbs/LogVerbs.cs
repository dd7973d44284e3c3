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

        return new Command("export", "write a log out: checkpoint, tiles, entries, manifests, key") { holder, to }.Asks(async (installation, parsed, ct) =>
        {
            var folder = parsed.GetValue(to)!;
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new RefusalException(ExitCodes.Usage, $"{folder} is not empty");
            using var socket = parsed.GetValue(holder) is { } authority ? installation.Holding(authority) : installation.Routing();
            var exported = await socket.PostAsync<ExportedLog>("operator/log/export", new { }, ct);
            Move(exported.Folder, folder);
            await Output.LineAsync($"{exported.Size} entries in {folder}");
            if (exported.Altered is not { } altered) return ExitCodes.Ok;

            await Output.LineAsync($"entry {altered}: the columns it is searched by were changed: they do not say what the entry says");

            return ExitCodes.No;
        });
    }

    private static Command Verify()
    {
        var log = new Option<string>("--log") { Description = "folder that log export wrote, or address of a served log (https://bridge.example/log)", Required = true };
        var against = new Option<string?>("--against") { Description = "checkpoint file kept earlier, or that another auditor was shown" };
        var key = new Option<string?>("--key") { Description = "file with the log's public key as you keep it; the one in the folder where not given" };
        var witnesses = new Option<string?>("--witnesses") { Description = "file with the witnesses' public keys, a line each; those in the folder where not given" };
        var token = new Option<string?>("--token") { Description = "file with an auditor's access token, for the entries of a served log" };
        var command = new Command("verify", "verify a log offline; the first bad entry, or ok SIZE ROOT") { log, against, key, witnesses, token };
        command.SetAction(async (parsed, ct) =>
        {
            using var files = Files(parsed.GetValue(log)!, Text(parsed.GetValue(token))?.Trim());
            var known = new KnownToAuditor { Key = Text(parsed.GetValue(key)), Checkpoint = Text(parsed.GetValue(against)), Witnesses = Text(parsed.GetValue(witnesses)) };
            var verdict = await LogVerifier.VerifyAsync(files, known, ct);
            await Output.LineAsync(verdict.ToString());
            foreach (var note in verdict.Notes) await Console.Error.WriteLineAsync(note);

            return verdict.Ok ? ExitCodes.Ok : ExitCodes.No;
        });

        return command;
    }

    private static LogFiles Files(string log, string? token)
    {
        if (Uri.TryCreate(log, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)) return new LogAddress(address, token);
        if (!Directory.Exists(log)) throw new RefusalException(ExitCodes.Unavailable, $"{log} is not a folder");

        return new LogFolder(log);
    }

    /// <summary>Files are copied, not renamed: the two folders may be on different file systems.</summary>
    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        Directory.Delete(from, recursive: true);
    }

    private static string? Text(string? file)
    {
        if (file is null) return null;
        if (!File.Exists(file) || new FileInfo(file).Length > 1 << 16) throw new RefusalException(ExitCodes.Unavailable, $"{file} cannot be read");

        return File.ReadAllText(file);
    }
}
