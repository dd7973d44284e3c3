using System.Diagnostics.Metrics;

namespace BoroughBridge.Adapters.Electronic;

/// <summary>Counts of the electronic adapter; parts and codes, no ids.</summary>
internal sealed class ElectronicMeters
{
    private readonly Counter<long> taken;
    private readonly Counter<long> quarantined;
    private readonly Counter<long> vanished;

    public ElectronicMeters(IMeterFactory factory)
    {
        var meter = factory.Create("BoroughBridge.Electronic");
        taken = meter.CreateCounter<long>("electronic.rows.taken");
        quarantined = meter.CreateCounter<long>("electronic.rows.quarantined");
        vanished = meter.CreateCounter<long>("electronic.rows.suspected_deletes");
    }

    public void Taken(string part) => taken.Add(1, Tag("part", part));

    public void Quarantined(string part, string code) => quarantined.Add(1, Tag("part", part), Tag("code", code.Split(' ', ':')[0]));

    public void Vanished(string part, int count) => vanished.Add(count, Tag("part", part));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
