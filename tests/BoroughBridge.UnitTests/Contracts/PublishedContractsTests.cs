using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>Record, schema and example agree, in every direction.</summary>
internal sealed class PublishedContractsTests
{
    private static IEnumerable<string> ExampleNames => Examples.All.Keys;

    [TestCaseSource(typeof(Published), nameof(Published.Names))]
    public void The_schema_is_that_of_the_record(string name)
    {
        var type = Published.Record(name);
        var made = Published.Text(SchemaMaker.Make(type));

        Assert.That(File.ReadAllText(Published.SchemaFile(type)), Is.EqualTo(made), "run scripts/contracts --write and read what it changed");
    }

    [TestCaseSource(nameof(ExampleNames))]
    public void The_example_is_on_the_wire_what_the_record_writes(string name)
    {
        var made = Published.Text(Examples.All[name]);

        Assert.That(File.ReadAllText(Published.ExampleFile(name)), Is.EqualTo(made), "run scripts/contracts --write and read what it changed");
    }

    [TestCaseSource(nameof(ExampleNames))]
    public void The_example_is_read_into_the_record_and_back_to_the_same_bytes(string name)
    {
        var example = Published.Read(Published.ExampleFile(name));

        var again = example.Deserialize(Examples.All[name].GetType(), Wire.Json)!;

        Assert.That(Canonical(JsonSerializer.SerializeToElement(again, again.GetType(), Wire.Json)), Is.EqualTo(Canonical(example)));
        Assert.That(ContractRules.FirstFault(again), Is.Null);
        if (again is StreamEntry entry) AssertData(entry);
    }

    [TestCaseSource(nameof(ExampleNames))]
    public void The_schema_takes_the_example(string name)
    {
        foreach (var (schema, value) in Pairs(name)) Assert.That(SchemaCheck.Faults(schema, value), Is.Empty);
    }

    /// <summary>Every member of the example in turn is taken away, made another type, or made a wrong value: schema and record both refuse it.</summary>
    [TestCaseSource(nameof(ExampleNames))]
    public void The_schema_and_the_record_refuse_what_is_wrong(string name)
    {
        foreach (var (schema, value) in Pairs(name))
        {
            var type = Published.Record(schema.GetProperty("title").GetString()!);
            var required = schema.GetProperty("required").EnumerateArray().Select(member => member.GetString()!).ToArray();
            Assert.That(required, Is.Not.Empty);
            foreach (var member in value.EnumerateObject().Select(member => member.Name))
            {
                if (required.Contains(member)) AssertRefused(schema, type, Changed(value, members => members.Remove(member)), $"without {member}");
                if (schema.GetProperty("properties").GetProperty(member).ValueKind == JsonValueKind.True || !schema.GetProperty("properties").GetProperty(member).TryGetProperty("type", out var kind)) continue;
                AssertRefused(schema, type, Changed(value, members => members[member] = kind.GetString() == "object" ? 7 : new JsonObject()), $"{member} of another type");
                if (kind.GetString() is "string") AssertRefused(schema, type, Changed(value, members => members[member] = " \n"), $"{member} malformed");
                if (kind.GetString() is "integer") AssertRefused(schema, type, Changed(value, members => members[member] = -1), $"{member} below its least");
            }
        }
    }

    [Test]
    public void Readers_tolerate_members_they_do_not_know()
    {
        foreach (var (schema, value) in Examples.All.Keys.SelectMany(Pairs))
        {
            var more = Changed(value, members => members["addedLater"] = "x");

            Assert.That(SchemaCheck.Faults(schema, more), Is.Empty);
            Assert.That(more.Deserialize(Published.Record(schema.GetProperty("title").GetString()!), Wire.Json), Is.Not.Null);
        }
    }

    [Test]
    public void The_hash_of_every_event_example_is_that_of_its_content()
    {
        foreach (var entry in Examples.Events.Select(data => Published.Read(Published.ExampleFile(data.GetType().Name)).Deserialize<StreamEntry>(Wire.Json)!))
        {
            Assert.That(entry.HashHolds());
            Assert.That((entry with { Streamnumber = 2 }).HashHolds(), Is.False);
        }
    }

    [Test]
    public void There_is_an_example_of_everything_and_nothing_else_in_the_folders()
    {
        Assert.That(Examples.All.Keys.Select(name => name.Split('.')[0]).Distinct(), Is.EquivalentTo(Published.Names));
        Assert.That(Files("schemas"), Is.EquivalentTo(Published.Names.Select(name => $"{name}.schema.json")));
        Assert.That(Files("examples"), Is.EquivalentTo(Examples.All.Keys.Select(name => $"{name}.json")));
    }

    [Test]
    public void Every_record_of_the_contracts_is_in_a_published_schema()
    {
        var published = new HashSet<Type>();
        foreach (var type in Published.All) Reach(type, published);

        var records = typeof(Wire).Assembly.GetExportedTypes().Where(type => type.GetMethod("<Clone>$") is not null);

        Assert.That(records, Is.EquivalentTo(published));
    }

    /// <summary>The schemas an example is held against: the document's own, and for an event that of its data.</summary>
    private static IEnumerable<(JsonElement Schema, JsonElement Value)> Pairs(string name)
    {
        var example = Published.Read(Published.ExampleFile(name));
        var record = Examples.All[name].GetType();
        yield return (Published.Read(Published.SchemaFile(record)), example);
        if (record == typeof(StreamEntry)) yield return (Published.Read(Published.SchemaFile(EventCatalogue.RecordOf(example.GetProperty("type").GetString()!)!)), example.GetProperty("data"));
    }

    private static void AssertData(StreamEntry entry)
    {
        var data = (IStreamEvent)entry.Data.Deserialize(EventCatalogue.RecordOf(entry.Type)!, Wire.Json)!;

        Assert.That(Canonical(JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json)), Is.EqualTo(Canonical(entry.Data)));
        Assert.That((data.Subject, EventCatalogue.NameOf(data)), Is.EqualTo((entry.Subject, entry.Type)));
        Assert.That(ContractRules.FirstFault(data), Is.Null);
    }

    private static void AssertRefused(JsonElement schema, Type type, JsonElement changed, string how)
    {
        Assert.That(SchemaCheck.Faults(schema, changed), Is.Not.Empty, $"{type.Name} {how}: the schema");
        var read = Read(changed, type);
        if (read is not null) Assert.That(ContractRules.FirstFault(read), Is.Not.Null, $"{type.Name} {how}: the record");
    }

    private static object? Read(JsonElement value, Type type)
    {
        try
        {
            return value.Deserialize(type, Wire.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Changed(JsonElement value, Action<JsonObject> change)
    {
        var members = JsonObject.Create(value)!.DeepClone().AsObject();
        change(members);

        return JsonSerializer.SerializeToElement(members);
    }

    private static void Reach(Type type, HashSet<Type> found)
    {
        if (type.Assembly != typeof(Wire).Assembly || !found.Add(type)) return;
        foreach (var property in type.GetProperties())
        {
            var item = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            Reach(item, found);
        }
    }

    private static string Canonical(JsonElement value) => Encoding.UTF8.GetString(CanonicalJson.Bytes(value));

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(Published.Folder, folder), "*.json").Select(file => Path.GetFileName(file));
}
