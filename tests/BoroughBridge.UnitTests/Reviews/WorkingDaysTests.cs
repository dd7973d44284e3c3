using System.Globalization;
using System.Text.Json;
using BoroughBridge.Reviews;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Reviews;

/// <summary>LAW-7.</summary>
internal sealed class WorkingDaysTests
{
    // The golden dates of domain.md 1.2.
    [TestCase("2024-03-01", "2024-04-02", TestName = "Easter_is_inside_the_window")]
    [TestCase("2024-12-02", "2025-01-02", TestName = "Christmas_and_New_Year_are_inside_the_window")]
    [TestCase("2022-09-01", "2022-09-30", TestName = "The_state_funeral_was_a_bank_holiday")]
    [TestCase("2022-05-20", "2022-06-21", TestName = "The_spring_holiday_of_2022_was_moved_and_one_added")]
    [TestCase("2023-04-21", "2023-05-23", TestName = "The_coronation_was_a_bank_holiday")]
    [TestCase("2024-02-03", "2024-03-01", TestName = "Day_nought_may_be_a_Saturday")]
    [TestCase("2011-04-01", "2011-05-05", TestName = "The_royal_wedding_was_a_bank_holiday")]
    public void Twenty_working_days_after(string start, string expected) => Assert.That(WorkingDays.Add(Day(start), 20), Is.EqualTo(Day(expected)));

    [TestCase("2020-05-04", true)]
    [TestCase("2020-05-08", false)]
    [TestCase("2012-05-28", true)]
    [TestCase("2012-06-05", false)]
    [TestCase("2026-11-30", true, Description = "EDGE-35: St Andrew's Day is no holiday in England")]
    [TestCase("2026-12-26", false)]
    [TestCase("2026-12-28", false)]
    [TestCase("2027-12-27", false)]
    [TestCase("2027-12-28", false)]
    [TestCase("2022-01-03", false)]
    public void Moved_and_substitute_days(string day, bool working) => Assert.That(WorkingDays.IsWorkingDay(Day(day)), Is.EqualTo(working));

    [Test]
    public void Adding_and_taking_away_meet_from_a_working_day()
    {
        for (var day = new DateOnly(2006, 1, 1); day.Year < 2029; day = day.AddDays(1))
        {
            if (WorkingDays.IsWorkingDay(day)) Assert.That(WorkingDays.Add(WorkingDays.Add(day, 20), -20), Is.EqualTo(day));
        }
    }

    [Test]
    public void No_days_added_is_the_day_itself() => Assert.That(WorkingDays.Add(new(2024, 2, 3), 0), Is.EqualTo(new DateOnly(2024, 2, 3)));

    [Test]
    public void The_vectors_hold()
    {
        if (!Corpus.Has("vectors/working_day_vectors.csv", out var file)) return;
        var rows = File.ReadAllLines(file).Skip(1).Select(line => line.Split(',')).ToArray();

        foreach (var row in rows)
        {
            var expected = row[2..7].Select(Day);
            Assert.That(new[] { 5, 15, 20, -3, -15 }.Select(days => WorkingDays.Add(Day(row[0]), days)), Is.EqualTo(expected), row[0]);
        }

        Assert.That(rows, Has.Length.GreaterThanOrEqualTo(15));
    }

    [Test]
    public void Every_published_bank_holiday_is_there_and_no_other()
    {
        if (!Corpus.Has("bank-holidays", out var folder)) return;
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "england-and-wales_2012-2028.json")));
        var days = published.RootElement.GetProperty("england-and-wales").GetProperty("events").EnumerateArray().Select(item => Day(item.GetProperty("date").GetString()!))
            .Concat(File.ReadAllLines(Path.Combine(folder, "england-and-wales_2006-2011_derived.csv")).Skip(1).Select(line => Day(line.Split(',')[0])));

        var ours = Enumerable.Range(WorkingDays.KnownFrom, WorkingDays.KnownTo - WorkingDays.KnownFrom + 1).SelectMany(WorkingDays.BankHolidays);

        Assert.That(ours.Order(), Is.EqualTo(days.Order()));
    }

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
