using System.Text.Json;

namespace BoroughBridge.Host.Configuration;

/// <summary>
/// Reads the configuration file with its environment overrides (<c>BB_Routing__Database__ConnectionString</c>) and refuses, one line
/// each, what is unknown, of the wrong kind, missing or out of range. Values are never repeated: they may be secrets.
/// </summary>
public static class ConfigurationFile
{
    private const string Prefix = "BB_";
    private const long MostBytes = 4 << 20;

    /// <exception cref="RefusalException">With exit code 78 and a line for each fault.</exception>
    public static BridgeOptions Read(string file) => Read(file, Environment());

    /// <summary>The same with the given environment.</summary>
    public static BridgeOptions Read(string file, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var configuration = Load(file, environment);
        var faults = KnownKeys.Faults(configuration, typeof(BridgeOptions)).ToList();
        if (faults.Count > 0) throw Refused(faults);

        var options = new BridgeOptions();
        configuration.Bind(options);
        faults.AddRange(OptionsFaults.Of(options));
        if (faults.Count == 0) faults.AddRange(SecretFiles.Faults(options));

        return faults.Count == 0 ? options : throw Refused(faults);
    }

    private static IConfigurationRoot Load(string file, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var full = Path.GetFullPath(file);
        if (!File.Exists(full)) throw Refused([$"file {file} is not there"]);

        try
        {
            if (new FileInfo(full).Length > MostBytes) throw Refused([$"file {file} is too large"]);
            using var content = new MemoryStream(File.ReadAllBytes(full));

            return new ConfigurationBuilder().AddJsonStream(content).AddInMemoryCollection(environment).Build();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Refused([$"file {file} cannot be read"]);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidDataException)
        {
            throw Refused([$"file {file} is not valid JSON{Place(e)}"]);
        }
    }

    private static string Place(Exception e) =>
        (e as JsonException ?? e.InnerException as JsonException)?.LineNumber is { } line ? $", line {line + 1}" : " or names a key twice";

    /// <summary>Only <c>BB_Section__Key</c> is configuration; <c>BB_SEED</c> and its like are for tests and scripts.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Environment() =>
        from System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains("__", StringComparison.Ordinal)
        select KeyValuePair.Create(name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value);

    internal static RefusalException Refused(IEnumerable<string> faults) => new(ExitCodes.Configuration, [.. faults.Select(fault => $"configuration: {fault}")]);
}
