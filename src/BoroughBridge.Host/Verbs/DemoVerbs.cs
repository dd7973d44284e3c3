using System.CommandLine;
using System.Text.Json;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>demo token LOGIN</c>, <c>demo children --json</c>, and <c>demo run</c>, which is what <c>scripts/run</c> calls.</summary>
internal static class DemoVerbs
{
    public static Command Command() => new("demo", "the demonstration: two invented boroughs") { Token(), Children(), Run() };

    private static Command Token()
    {
        var login = new Argument<string>("login") { Description = "a sign-in of the demonstration, such as iro.th1" };

        return new Command("token", "an access token for a sign-in, on standard output") { login }.Asks(async (installation, parsed, ct) =>
        {
            if (installation.Options.StandIns is null) throw new RefusalException(ExitCodes.Usage, "this installation is no demonstration");
            await Output.LineAsync(await TokenAsync(Staff.Find(installation, parsed.GetValue(login)!, employer: null), ct));

            return ExitCodes.Ok;
        });
    }

    private static Command Children() => new Command("children", "the demonstration's children and who is allocated to them") { CommandLine.Json() }.Asks(async (installation, _, ct) =>
    {
        await Output.JsonAsync(await DemonstrationChildList.OfAsync(installation, ct));

        return ExitCodes.Ok;
    });

    private static Command Run()
    {
        var port = new Option<int>("--port") { Description = "first of ten ports", DefaultValueFactory = _ => 5080 };
        var services = new Option<bool>("--services") { Description = "on the RabbitMQ and PostgreSQL that scripts/run has started" };
        var command = new Command("run", "set the demonstration up in --data, run all of it and load it") { port, services };
        command.SetAction((parsed, _) => DemonstrationRun.RunAsync(parsed.GetValue(CommandLine.Data)!, new(parsed.GetValue(port)), parsed.GetValue(services)));

        return command;
    }

    private static async Task<string> TokenAsync(Staff staff, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = await client.PostAsJsonAsync($"{staff.Issuer}/demo/token", new { login = staff.Subject }, ct);
            if (!answer.IsSuccessStatusCode) throw new RefusalException(ExitCodes.Unavailable, $"the stand-in identity provider refused: status {(int)answer.StatusCode}");

            return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("access_token").GetString()!;
        }
        catch (HttpRequestException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"the stand-in identity provider is not running (no answer at {staff.Issuer})");
        }
    }
}
