using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Reconciling;
using BoroughBridge.Host.Verbs;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Host;

public sealed class ReconcileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Hour = Now.AddHours(-1);

    [Test]
    public void A_disclosure_on_both_sides_is_a_pair()
    {
        var report = Pair(Sent("t1", "c1"), Received("t1", "c1"));

        Assert.That((report.Pairs, report.Pending, report.Orphans.Count), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public void An_entry_that_stands_alone_is_an_orphan_of_its_log()
    {
        var report = Pair(Sent("t1", "c1"), Received("t1", "c2"), Received("t2", "c1"));

        Assert.That(
            report.Orphans.Select(orphan => (orphan.Log, orphan.Transaction, orphan.ChildRef)),
            Is.EquivalentTo(new[] { ("islington", "t1", "c1"), ("routing", "t1", "c2"), ("routing", "t2", "c1") }));
    }

    [Test]
    public void One_younger_than_a_quarter_of_an_hour_may_be_a_read_in_flight()
    {
        Assert.That((Pair(Sent("t1", "c1", Now.AddMinutes(-14))).Pending, Pair(Sent("t1", "c1", Now.AddMinutes(-14))).Orphans.Count), Is.EqualTo((1, 0)));
        Assert.That(Pair(Sent("t1", "c1", Now.AddMinutes(-15))).Orphans, Has.Count.EqualTo(1));
    }

    [Test]
    public void One_that_routing_noted_as_not_disclosed_is_no_orphan() =>
        Assert.That(Pair(Sent("t1", "c1"), Received("t1", "c1") with { Kind = LogKinds.NotDisclosed, Manifest = null }).Orphans, Is.Empty);

    [Test]
    public void What_was_not_disclosed_needs_no_source_entry() =>
        Assert.That(Pair(Received("t1", "c1") with { Kind = LogKinds.NotDisclosed, Manifest = null }).Orphans, Is.Empty);

    [Test]
    public void A_pair_whose_manifests_are_not_the_same_is_listed()
    {
        var report = Pair(Sent("t1", "c1"), Received("t1", "c1") with { Manifest = "bb" });

        Assert.That((report.Pairs, report.Orphans.Count, report.DifferingManifests.Single().Recipient.Manifest), Is.EqualTo((1, 0, "bb")));
    }

    [Test]
    public void A_pair_recorded_too_far_apart_is_listed()
    {
        Assert.That(Pair(Sent("t1", "c1"), Received("t1", "c1", Hour.AddSeconds(60))).DifferingTimes, Is.Empty);
        Assert.That(Pair(Sent("t1", "c1"), Received("t1", "c1", Hour.AddSeconds(61))).DifferingTimes, Has.Count.EqualTo(1));
        Assert.That(Pair(Sent("t1", "c1", Hour.AddSeconds(61)), Received("t1", "c1")).DifferingTimes, Has.Count.EqualTo(1));
    }

    [Test]
    public void Two_allocations_of_one_child_pair_by_their_manifests()
    {
        var report = Pair(Sent("t1", "c1") with { Index = 1 }, Sent("t1", "c1") with { Index = 2, Manifest = "bb" }, Received("t1", "c1") with { Index = 1, Manifest = "bb" }, Received("t1", "c1") with { Index = 2 });

        Assert.That((report.Pairs, report.Orphans.Count, report.DifferingManifests.Count), Is.EqualTo((2, 0, 0)));
    }

    [Test]
    public void The_same_entry_twice_is_one_too_many() =>
        Assert.That(Pair(Sent("t1", "c1"), Received("t1", "c1"), Received("t1", "c1") with { Index = 9 }).Orphans.Single().Index, Is.EqualTo(9));

    private static ReconcileVerb.Report Pair(params PairableFact[] facts) => ReconcileVerb.Pair(["islington"], facts, Now);

    private static PairableFact Sent(string transaction, string child, DateTimeOffset? at = null) => new("islington", 0, at ?? Hour, LogKinds.Source, "islington", transaction, child, "aa");

    private static PairableFact Received(string transaction, string child, DateTimeOffset? at = null) => new("routing", 0, at ?? Hour, LogKinds.Recipient, "islington", transaction, child, "aa");
}
