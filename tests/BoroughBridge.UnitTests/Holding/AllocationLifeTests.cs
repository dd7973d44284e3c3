using BoroughBridge.Access;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding;

/// <summary>Whatever is done to a granted allocation, in whatever order: access only ever becomes less.</summary>
internal sealed class AllocationLifeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private sealed record End(int LastDay, bool AtOnce, int HoursLater);

    private static readonly Gen<(int? To, End[] Ends)> Lives =
        from open in Gen.Elements(true, false)
        from to in Gen.Choose(-2, 12)
        from ends in (from day in Gen.Choose(-5, 15) from atOnce in Gen.Elements(false, false, true) from hours in Gen.Choose(0, 40) select new End(day, atOnce, hours)).ListOf(5)
        select (open ? (int?)null : Math.Max(to, 0), ends.ToArray());

    [Test]
    public void An_end_only_ever_takes_access_away_and_never_from_the_past() => Check.One(Runs, Prop.ForAll(Arb.From(Lives), life =>
    {
        var row = Granted(life.To);
        var now = Noon;
        foreach (var end in life.Ends)
        {
            now = now.AddHours(end.HoursLater);
            var before = Moments(row, now);
            AllocationRules.End(row, London.DayOf(Noon).AddDays(end.LastDay), end.AtOnce, "other", "test", now);
            var after = Moments(row, now);

            // What is open after was open before; what was read until now stays as it was decided then.
            if (after.Except(before).Any()) return false;
            if (before.Any(moment => moment < now && !after.Contains(moment))) return false;
            if (end.AtOnce && after.Any(moment => moment >= now)) return false;
        }

        return row.State == AllocationStates.Ended || life.Ends.Length == 0;
    }));

    [Test]
    public void Its_revision_says_ended_and_nothing_but_an_end_with_a_known_reason_does()
    {
        Assert.That(() => AllocationRules.End(Granted(null), London.DayOf(Noon), true, "because", "test", Noon), Throws.TypeOf<AllocationRefusedException>());
        var row = Granted(null);
        Assert.That(AllocationRules.End(row, London.DayOf(Noon), true, "handover", "test", Noon), Is.True);
        Assert.That((row.State, row.EndedAt), Is.EqualTo((AllocationStates.Ended, (long?)Noon.ToMicroseconds())));
        Assert.That(AllocationRules.End(row, London.DayOf(Noon).AddDays(5), false, "handover", "test", Noon.AddHours(1)), Is.False, "it has ended");
    }

    /// <summary>The hours around the present at which the row is a grant in force; the past, up to now, is what the decision said at the time.</summary>
    private static HashSet<DateTimeOffset> Moments(AllocationRow row, DateTimeOffset now)
    {
        var grant = row.ToGrant("islington");

        return
        [
            .. Enumerable.Range(-96, 24 * 24).Select(hour => Noon.AddHours(hour))
                .Where(moment => moment < now || (London.IsWithin(moment, grant.From, grant.To) && (grant.EndedAt is null || moment < grant.EndedAt))),
        ];
    }

    private static AllocationRow Granted(int? to) => new()
    {
        AllocationId = "a",
        State = AllocationStates.Granted,
        WasGranted = true,
        FromDay = London.DayOf(Noon).AddDays(-3).ToText(),
        ToDay = to is null ? null : London.DayOf(Noon).AddDays(to.Value).ToText(),
    };
}
