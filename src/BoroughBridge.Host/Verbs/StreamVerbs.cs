using System.CommandLine;
using System.Text.Json;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>stream status --json</c>, and <c>stream new-epoch</c> after a restore.</summary>
internal static class StreamVerbs
{
    public static Command Command()
    {
        var status = new Command("status", "per holder: last number published, last applied, gaps, oldest unpublished age") { CommandLine.Json() }.Asks(async (installation, _, ct) =>
        {
            using var routing = installation.Routing();
            await Output.JsonAsync(await routing.GetAsync<JsonElement>("operator/stream", ct));

            return ExitCodes.Ok;
        });
        var holder = new Option<string?>("--holder") { Description = "slug of the holder that was restored; routing where not given" };
        var epoch = new Command("new-epoch", "start the stream anew after its database was restored from a backup") { holder }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = parsed.GetValue(holder) is { } authority ? installation.Holding(authority) : installation.Routing();
            await Output.JsonAsync(await socket.PostAsync<JsonElement>("operator/stream/new-epoch", new { }, ct));

            return ExitCodes.Ok;
        });

        return new Command("stream", "the numbered streams between holders and routing") { status, epoch };
    }
}
