using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BoroughBridge.Host.Verbs;

/// <summary>
/// <c>import children --holder H FILE</c>: the person index, CSV by the header of interfaces.md, or JSON. <c>import ssda903 --holder H PATH</c>: a looked-after
/// children return, a folder of CSVs or one XML.
/// </summary>
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

        return new Command("import", "take records into a holding") { children, Return() };
    }

    private static Command Return()
    {
        var holder = CommandLine.Holder();
        var path = new Argument<string>("path") { Description = "a folder of CSVs, known by their header rows, or one XML" };

        return new Command("ssda903", "take a looked-after children return (SSDA903) into a holding; its children are known by la_child_id") { holder, path }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!, minutes: 60);
            var files = ReturnPaths(parsed.GetValue(path)!).Select(file => new { xml = IsXml(file), bytes = Bytes(file) }).ToArray();
            if (files.Sum(file => (long)file.bytes.Length) > MostBytes) throw new RefusalException(ExitCodes.Usage, $"the return is larger than {MostBytes >> 20} MiB");
            await Output.JsonAsync(await socket.PostAsync<JsonElement>("operator/returns", files, ct));

            return ExitCodes.Ok;
        });
    }

    private static string[] ReturnPaths(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new RefusalException(ExitCodes.Unavailable, $"{path} is neither a folder nor a file");
        var files = Directory.EnumerateFiles(path).Where(file => file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToArray();

        return files.Length > 0 ? files : throw new RefusalException(ExitCodes.Usage, $"{path} holds no CSV file");
    }

    private static bool IsXml(string path) => path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    private static byte[] Bytes(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : throw new RefusalException(ExitCodes.Usage, $"{path} is larger than {MostBytes >> 20} MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{path} cannot be read");
        }
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
