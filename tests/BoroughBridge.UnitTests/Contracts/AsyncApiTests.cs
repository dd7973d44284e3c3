using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using NUnit.Framework;
using YamlDotNet.Serialization;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary><c>contracts/asyncapi.yaml</c> says what the queues carry.</summary>
internal sealed class AsyncApiTests
{
    private static readonly Dictionary<object, object> Api = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(Path.Combine(Published.Folder, "asyncapi.yaml")));

    [Test]
    public void Its_messages_are_exactly_the_catalogue()
    {
        var names = Map(At(Api, "components", "messages")).Values.Select(message => (string)At(message, "name"));

        Assert.That(names, Is.EquivalentTo(EventCatalogue.All));
    }

    [Test]
    public void Each_message_is_the_envelope_with_its_own_type_and_data()
    {
        foreach (var (key, message) in Map(At(Api, "components", "messages")))
        {
            var record = EventCatalogue.RecordOf((string)At(message, "name"))!;
            var parts = (List<object>)At(message, "payload", "allOf");

            Assert.That(key, Is.EqualTo(record.Name));
            Assert.That(At(message, "contentType"), Is.EqualTo(StreamEntry.ContentType));
            Assert.That(At(parts[0], "$ref"), Is.EqualTo("./schemas/StreamEntry.schema.json"));
            Assert.That(At(parts[1], "properties", "type", "const"), Is.EqualTo(At(message, "name")));
            Assert.That(At(parts[1], "properties", "data", "$ref"), Is.EqualTo($"./schemas/{record.Name}.schema.json"));
        }
    }

    [Test]
    public void Its_channels_are_the_queues_and_carry_every_message()
    {
        var channels = Map(At(Api, "channels"));

        Assert.That(channels.Values.Select(channel => (string)At(channel, "address")), Is.EquivalentTo(new[]
        {
            StreamNames.Queue(StreamNames.FromHolder("{authority}")), StreamNames.Queue(StreamNames.ToHolder("{authority}")),
        }));
        Assert.That(channels.Values.SelectMany(channel => Map(At(channel, "messages")).Keys).Distinct(), Is.EquivalentTo(Map(At(Api, "components", "messages")).Keys));
        Assert.That(Map(At(channels["toHolder"], "messages")).Keys, Is.EquivalentTo(new[]
        {
            nameof(AllocationAccepted), nameof(AllocationDeclined), nameof(AgreementMoved), nameof(AgreementSigned), nameof(AgreementSwitched),
        }));
        Assert.That(
            Map(At(channels["fromHolder"], "messages")).Keys,
            Is.EquivalentTo(EventCatalogue.All.Select(name => EventCatalogue.RecordOf(name)!.Name).Except([nameof(AllocationAccepted), nameof(AllocationDeclined)])));
        Assert.That(Map(At(Api, "operations")).Values.Select(operation => At(operation, "action")), Has.All.EqualTo("send").Or.EqualTo("receive"));
    }

    [Test]
    public void Every_reference_resolves()
    {
        var references = References(Api).ToArray();

        Assert.That(references, Has.Length.GreaterThan(2 * EventCatalogue.All.Count()));
        foreach (var reference in references)
        {
            if (reference.StartsWith("#/", StringComparison.Ordinal)) Assert.That(() => At(Api, [.. reference[2..].Split('/')]), Throws.Nothing, reference);
            else Assert.That(File.Exists(Path.Combine(Published.Folder, reference)), reference);
        }
    }

    private static IEnumerable<string> References(object? node) => node switch
    {
        Dictionary<object, object> map => map.SelectMany(pair => (string)pair.Key == "$ref" ? [(string)pair.Value] : References(pair.Value)),
        List<object> list => list.SelectMany(References),
        _ => [],
    };

    private static object At(object node, params string[] path) => path.Aggregate(node, (current, name) => ((Dictionary<object, object>)current)[name]);

    private static Dictionary<string, object> Map(object node) => ((Dictionary<object, object>)node).ToDictionary(pair => (string)pair.Key, pair => pair.Value);
}
