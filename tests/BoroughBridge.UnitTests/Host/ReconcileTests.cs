using BoroughBridge.DisclosureLog;
using BoroughBridge.Host.Logs;
using BoroughBridge.Host.Verbs;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Host;

public sealed class ReconcileTests
{
    [Test]
    public void A_disclosure_on_both_sides_is_a_pair()
    {
        var report = Pair([Line(LogKinds.Source, "t1", "c1")], [Line(LogKinds.Recipient, "t1", "c1")]);

        Assert.That((report.Pairs, report.Orphans.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_source_entry_nobody_received_is_an_orphan_of_its_holder()
    {
        var report = Pair([Line(LogKinds.Source, "t1", "c1")], [Line(LogKinds.Recipient, "t1", "c2")]);

        Assert.That(report.Orphans.Select(orphan => (orphan.Log, orphan.ChildRef)), Is.EqualTo(new[] { ("islington", "c1"), ("routing", "c2") }));
    }

    [Test]
    public void One_that_routing_noted_as_not_disclosed_is_no_orphan() =>
        Assert.That(Pair([Line(LogKinds.Source, "t1", "c1")], [Line(LogKinds.NotDisclosed, "t1", "c1")]).Orphans, Is.Empty);

    [Test]
    public void What_was_not_disclosed_needs_no_source_entry() =>
        Assert.That(Pair([], [Line(LogKinds.NotDisclosed, "t1", "c1")]).Orphans, Is.Empty);

    private static ReconcileVerb.Report Pair(DisclosureLine[] sent, DisclosureLine[] received) =>
        ReconcileVerb.Pair(["islington"], [.. sent.Select(line => ("islington", line))], received);

    private static DisclosureLine Line(string kind, string transaction, string child) => new(0, DateTimeOffset.UnixEpoch, kind, transaction, child);
}
