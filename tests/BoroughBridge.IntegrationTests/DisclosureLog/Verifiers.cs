using System.Diagnostics;
using BoroughBridge.DisclosureLog.Export;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>Both verifiers on the same folder: the product's and the script an auditor reads herself. They must agree whether all is well.</summary>
internal static class Verifiers
{
    public static async Task<LogVerdict> BothAsync(string folder, string? against = null, string? key = null)
    {
        var verdict = await LogVerifier.VerifyAsync(new LogFolder(folder), new KnownToAuditor { Checkpoint = against, Key = key }, default);
        var said = await ScriptAsync(folder, against, key);

        Assert.That(verdict.ToString(), Does.Not.Contain("\n"));
        Assert.That(said.Line, Does.Not.Contain("\n"));
        Assert.That(said.Code, Is.EqualTo(verdict.Ok ? 0 : 1), $"the product says '{verdict}' and the script '{said.Line}'");
        if (verdict.Ok) Assert.That(said.Line, Is.EqualTo(verdict.ToString()));

        return verdict;
    }

    public static async Task<(int Code, string Line, string Notes)> ScriptAsync(string folder, string? against = null, string? key = null)
    {
        List<string> arguments = [Path.Combine(Corpus.Repository, "scripts", "verify-log.mjs"), folder];
        var given = Directory.CreateTempSubdirectory("bb-test-given-").FullName;
        foreach (var (name, text) in (ReadOnlySpan<(string, string?)>)[("against", against), ("key", key)])
        {
            if (text is null) continue;
            File.WriteAllText(Path.Combine(given, name), text);
            arguments.AddRange([$"--{name}", Path.Combine(given, name)]);
        }

        using var process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var notes = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Directory.Delete(given, recursive: true);

        return (process.ExitCode, line.TrimEnd('\n'), await notes);
    }
}
