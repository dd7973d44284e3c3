using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>The folder <c>contracts/</c> and the records it publishes. With BB_WRITE_CONTRACTS=1 (<c>scripts/contracts --write</c>) files are written instead of compared.</summary>
internal static class Published
{
    public static string Folder { get; } = Path.Combine(Corpus.Repository, "contracts");

    public static bool Writing { get; } = Environment.GetEnvironmentVariable("BB_WRITE_CONTRACTS") == "1";

    private static readonly JsonSerializerOptions Readable = new(Wire.Json) { WriteIndented = true };

    public static IReadOnlyList<Type> Events { get; } = [.. EventCatalogue.All.Select(name => EventCatalogue.RecordOf(name)!).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>What goes over the wire as a document of its own, beside the events' data.</summary>
    public static IReadOnlyList<Type> Documents { get; } = [typeof(AccessAssertion), typeof(ReadAnswer), typeof(CarriedRequest), typeof(CarriedHead), typeof(StreamEntry), typeof(StreamPage), typeof(StreamSnapshot)];

    public static IEnumerable<Type> All => Events.Concat(Documents);

    public static IEnumerable<string> Names => All.Select(type => type.Name);

    public static Type Record(string name) => All.Single(type => type.Name == name);

    public static string SchemaFile(Type type) => Path.Combine(Folder, "schemas", $"{type.Name}.schema.json");

    public static string ReleasedFile(Type type) => Path.Combine(Folder, "released", "v1", $"{type.Name}.schema.json");

    public static string ExampleFile(string name) => Path.Combine(Folder, "examples", $"{name}.json");

    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));

        return document.RootElement.Clone();
    }

    /// <summary>The form files are kept in: indented, LF, a new line at the end.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, Readable).ReplaceLineEndings("\n") + "\n";

    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
