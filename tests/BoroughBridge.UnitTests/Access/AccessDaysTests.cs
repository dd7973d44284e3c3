using NUnit.Framework;

namespace BoroughBridge.UnitTests.Access;

/// <summary>A grant is of whole London days (ACC-6); the instants here are UTC.</summary>
internal sealed class AccessDaysTests
{
    // Winter: London is UTC.
    [TestCase("2026-02-10", "2026-02-12", "2026-02-09T23:59:59.9999999Z", false)]
    [TestCase("2026-02-10", "2026-02-12", "2026-02-10T00:00:00Z", true)]
    [TestCase("2026-02-10", "2026-02-12", "2026-02-12T23:59:59.9999999Z", true)]
    [TestCase("2026-02-10", "2026-02-12", "2026-02-13T00:00:00Z", false)]
    // Summer: London is an hour ahead.
    [TestCase("2026-07-01", "2026-07-01", "2026-06-30T22:59:59Z", false)]
    [TestCase("2026-07-01", "2026-07-01", "2026-06-30T23:00:00Z", true)]
    [TestCase("2026-07-01", "2026-07-01", "2026-07-01T22:59:59Z", true)]
    [TestCase("2026-07-01", "2026-07-01", "2026-07-01T23:00:00Z", false)]
    // The clocks go forward in the night of 29 March 2026: a day of 23 hours.
    [TestCase("2026-03-29", "2026-03-29", "2026-03-28T23:59:59Z", false)]
    [TestCase("2026-03-29", "2026-03-29", "2026-03-29T00:00:00Z", true)]
    [TestCase("2026-03-29", "2026-03-29", "2026-03-29T22:59:59Z", true)]
    [TestCase("2026-03-29", "2026-03-29", "2026-03-29T23:00:00Z", false)]
    // They go back in the night of 25 October 2026: a day of 25 hours, and 01:30 happens twice.
    [TestCase("2026-10-25", "2026-10-25", "2026-10-24T22:59:59Z", false)]
    [TestCase("2026-10-25", "2026-10-25", "2026-10-24T23:00:00Z", true)]
    [TestCase("2026-10-25", "2026-10-25", "2026-10-25T00:30:00Z", true)]
    [TestCase("2026-10-25", "2026-10-25", "2026-10-25T01:30:00Z", true)]
    [TestCase("2026-10-25", "2026-10-25", "2026-10-25T23:59:59Z", true)]
    [TestCase("2026-10-25", "2026-10-25", "2026-10-26T00:00:00Z", false)]
    public void A_grant_opens_at_midnight_and_closes_at_the_end_of_its_last_day(string from, string to, string now, bool permitted)
    {
        var given = Case.Permitted.WithGrant(grant => grant with { From = DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), To = DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture) })
            .When(at => at with { Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture) });

        Assert.That(given.Decide().Permitted, Is.EqualTo(permitted));
    }

    [Test]
    public void The_offset_an_instant_is_written_in_changes_nothing()
    {
        var midnight = new DateTimeOffset(2026, 6, 30, 23, 0, 0, TimeSpan.Zero);
        var given = Case.Permitted.WithGrant(grant => grant with { From = new(2026, 7, 1), To = new(2026, 7, 1) });

        foreach (var hours in new[] { -11, -5, 0, 1, 5, 14 })
        {
            Assert.That(given.When(at => at with { Now = midnight.ToOffset(TimeSpan.FromHours(hours)) }).Decide().Permitted);
            Assert.That(given.When(at => at with { Now = midnight.AddTicks(-1).ToOffset(TimeSpan.FromHours(hours)) }).Decide().Permitted, Is.False);
        }
    }

    [Test]
    public void A_grant_ended_at_an_instant_is_closed_from_that_instant()
    {
        var ended = new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero);
        var given = Case.Permitted.WithGrant(grant => grant with { To = new(2026, 12, 31), EndedAt = ended });

        Assert.That(given.When(at => at with { Now = ended.AddTicks(-1) }).Decide().Permitted);
        Assert.That(given.When(at => at with { Now = ended }).Decide().Permitted, Is.False);
    }

    [Test]
    public void An_agreement_is_of_whole_London_days_too()
    {
        var given = Case.Permitted.WithAgreement(agreement => agreement with { From = new(2026, 7, 1), To = new(2026, 7, 2) });

        Assert.That(given.AtUtc(2026, 6, 30, 22, 59).Decide().Reason, Is.EqualTo("agreement"));
        Assert.That(given.AtUtc(2026, 6, 30, 23, 0).Decide().Permitted);
        Assert.That(given.AtUtc(2026, 7, 2, 22, 59).Decide().Permitted);
        Assert.That(given.AtUtc(2026, 7, 2, 23, 0).Decide().Reason, Is.EqualTo("agreement"));
    }
}
