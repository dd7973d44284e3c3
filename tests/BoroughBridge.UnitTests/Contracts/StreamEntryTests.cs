using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>The hash that chains a stream.</summary>
internal sealed class StreamEntryTests
{
    private static readonly ReviewHeld Held = Examples.Events.OfType<ReviewHeld>().Single();

    private static readonly StreamEntry Entry = StreamEntry.Following(StreamNames.FromHolder("islington"), Ids.New(), 7, new('a', 64), Held, new(2026, 11, 22, 10, 0, 0, 123, 456, TimeSpan.FromHours(1)));

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Row("id", entry => entry with { Id = Ids.New() });
        yield return Row("source", entry => entry with { Source = "holder/tower-hamlets" });
        yield return Row("type", entry => entry with { Type = CarePlanPublished.Type });
        yield return Row("subject", entry => entry with { Subject = Ids.New() });
        yield return Row("time", entry => entry with { Time = entry.Time.AddMicroseconds(1) });
        yield return Row("epoch", entry => entry with { Streamepoch = Ids.New() });
        yield return Row("number", entry => entry with { Streamnumber = 8 });
        yield return Row("previous", entry => entry with { Streamprevious = new('b', 64) });
        yield return Row("version of CloudEvents", entry => entry with { Specversion = "1.1" });
        yield return Row("data", entry => entry with { Data = JsonSerializer.SerializeToElement(Held with { Number = 2 }, Wire.Json) });
        yield return Row("a member added to the data", entry => entry with { Data = JsonSerializer.SerializeToElement(new { childRef = Held.ChildRef, x = 1 }, Wire.Json) });
        yield return Row("the hash itself", entry => entry with { Streamhash = StreamEntry.NoHash });
        yield return Row("the hash's length", entry => entry with { Streamhash = entry.Streamhash[..63] });
    }

    [Test]
    public void A_new_entry_holds_and_is_what_the_definition_says()
    {
        Assert.That(Entry.HashHolds());
        Assert.That(Entry.Streamhash, Is.EqualTo(Examples.HashOf(Entry)));
        Assert.That((Entry.Subject, Entry.Type), Is.EqualTo((Held.ChildRef, ReviewHeld.Type)));
        Assert.That(Entry.As<ReviewHeld>().ReviewId, Is.EqualTo(Held.ReviewId));
    }

    [TestCaseSource(nameof(Changes))]
    public void A_change_of_anything_breaks_the_hash(Func<StreamEntry, StreamEntry> change) => Assert.That(change(Entry).HashHolds(), Is.False);

    [Test]
    public void The_hash_survives_the_wire_and_reordered_members()
    {
        var wire = JsonSerializer.Serialize(Entry, Wire.Json);
        using var document = JsonDocument.Parse(wire);
        var reversed = "{" + string.Join(',', document.RootElement.EnumerateObject().Reverse().Select(member => member.ToString())) + "}";

        Assert.That(JsonSerializer.Deserialize<StreamEntry>(wire, Wire.Json)!.HashHolds());
        Assert.That(JsonSerializer.Deserialize<StreamEntry>(reversed, Wire.Json)!.HashHolds());
    }

    [Test]
    public void Data_of_another_shape_is_refused() => Assert.That(() => Entry.As<IroAllocated>(), Throws.TypeOf<JsonException>());

    [Test]
    public void Queue_names_never_change() => Assert.That(
        new[] { StreamNames.Queue(StreamNames.FromHolder("tower-hamlets")), StreamNames.Queue(StreamNames.ToHolder("islington")) }, Is.EqualTo(new[] { "bb.stream.holder.tower-hamlets", "bb.stream.routing.islington" }));

    private static TestCaseData Row(string name, Func<StreamEntry, StreamEntry> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
