using System.Diagnostics.Metrics;

namespace BoroughBridge.Holding.Read;

/// <summary>Counts of reads; no ids.</summary>
internal sealed class ReadMeters
{
    private readonly Counter<long> answers;
    private readonly Counter<long> things;
    private readonly Counter<long> bytes;

    public ReadMeters(IMeterFactory factory)
    {
        var meter = factory.Create("BoroughBridge.Holding");
        answers = meter.CreateCounter<long>("holding.reads");
        things = meter.CreateCounter<long>("holding.things.disclosed");
        bytes = meter.CreateCounter<long>("holding.bytes.disclosed");
    }

    public void Answered(string outcome, int count, long size)
    {
        answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (count > 0) things.Add(count);
        if (size > 0) bytes.Add(size);
    }
}
