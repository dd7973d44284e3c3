using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>import children --holder H FILE</c>: the person index, CSV by the header of interfaces.md, or JSON.</summary>
internal static class ImportVerbs
{
    private const long MostBytes = 64 << 20;

    public static Command Command()
    {
        var holder = CommandLine.Holder();
        var file = new Argument<string>("file") { Description = "CSV with the person index's header, or a JSON array of the same names" };
        var children = new Command("children", "take a person index into a holding") { holder, file }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            using var content = Content(parsed.GetValue(file)!);
            await Output.JsonAsync(await socket.PostAsync<JsonElement>("operator/children", content, ct));

            return ExitCodes.Ok;
        });

        return new Command("import", "take records into a holding") { children };
    }

    private static StreamContent Content(string path)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{path} cannot be read");
        }

        if (file.Length > MostBytes) throw new RefusalException(ExitCodes.Usage, $"{path} is larger than {MostBytes >> 20} MiB");
        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : "text/csv");

        return content;
    }
}
