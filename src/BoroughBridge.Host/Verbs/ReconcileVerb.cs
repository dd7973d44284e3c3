using System.CommandLine;
using System.Text.Json;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>reconcile --json</c>: pairs the two logs' entries of each disclosure; exit 1 where one stands alone.</summary>
internal static class ReconcileVerb
{
    public static Command Command() => new Command("reconcile", "pair source with recipient entries and list orphans") { CommandLine.Json() }.Asks(async (installation, _, ct) =>
    {
        using var routing = installation.Routing();
        var report = await routing.GetAsync<JsonElement>("operator/reconcile", ct);
        await Output.JsonAsync(report);

        return report.TryGetProperty("orphans", out var orphans) && orphans.ValueKind == JsonValueKind.Array && orphans.GetArrayLength() > 0 ? ExitCodes.No : ExitCodes.Ok;
    });
}
