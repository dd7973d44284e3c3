using BoroughBridge.Holding.Ssda903;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding.Ssda903;

/// <summary>The DfE rules a row is held to at the door, each broken alone.</summary>
public sealed class ReturnRulesTests
{
    private static readonly DateOnly Born = new(2010, 6, 15);

    [TestCase("DECOM", "2016-02-15", "141")]
    [TestCase("DECOM", "31/02/2016", "141")]
    [TestCase("DECOM", "42415", "141")]
    [TestCase("DEC", "never", "147")]
    [TestCase("RNE", "*DUMMY*", "143")]
    [TestCase("LS", "", "144")]
    [TestCase("CIN", "N9", "145")]
    [TestCase("PLACE", "Q1", "146")]
    [TestCase("REC", "E99", "149")]
    [TestCase("REC", "", "148")]
    [TestCase("DEC", "", "148")]
    [TestCase("DEC", "14/02/2016", "356")]
    [TestCase("DECOM", "14/06/2010", "302")]
    [TestCase("DECOM", "13/10/1991", "353")]
    public void An_episode_that_breaks_a_rule_is_not_taken(string column, string value, string rule)
    {
        Assert.That(ReturnRules.Episode(Row(column, value), Born), Is.EqualTo(((Episode?)null, rule)));
    }

    [Test]
    public void An_episode_that_breaks_none_is_taken_day_first()
    {
        var (episode, rule) = ReturnRules.Episode(Row("DECOM", "03/04/2015"), Born);

        Assert.That(rule, Is.Null);
        Assert.That((episode!.From, episode.To, episode.Ended), Is.EqualTo((new DateOnly(2015, 4, 3), new DateOnly(2017, 8, 14), "X1")));
    }

    [TestCase("15/06/2028", "352")]
    [TestCase("14/06/2028", null)]
    public void Nobody_starts_to_be_looked_after_at_eighteen(string from, string? rule)
    {
        var row = Row("DECOM", from, ("DEC", ""), ("REC", ""));

        Assert.That(ReturnRules.Episode(row, Born).Rule, Is.EqualTo(rule));
    }

    [TestCase("x", "1", "102")]
    [TestCase("01/01/2027", "1", "301")]
    [TestCase("15/06/2010", "3", "101")]
    [TestCase("15/06/2010", "U", null)]
    public void A_header_row(string born, string sex, string? rule) =>
        Assert.That(ReturnRules.Header(new("Header", 2, new Dictionary<string, string> { ["DOB"] = born, ["SEX"] = sex }), new(2026, 11, 25)), Is.EqualTo(rule));

    [TestCase("14/06/2014", "PN0", null)]
    [TestCase("14/06/2014", "PN1", "441")]
    [TestCase("15/06/2014", "PN0", null)]
    [TestCase("15/06/2014", "PN1", null)]
    [TestCase("16/06/2014", "PN0", "440")]
    [TestCase("16/06/2014", "PN1", null)]
    public void A_participation_code_that_contradicts_the_age_is_pointed_out_and_kept(string on, string code, string? doubt)
    {
        var (review, rule) = ReturnRules.Review(new("Reviews", 2, new Dictionary<string, string> { ["REVIEW"] = on, ["REVIEW_CODE"] = code }));

        Assert.That(rule, Is.Null);
        Assert.That(ReturnRules.Doubt(review!, Born), Is.EqualTo(doubt));
    }

    [TestCase("", "PN1", "166")]
    [TestCase("1/6/14", "PN1", "166")]
    [TestCase("16/06/2014", "", "167")]
    public void A_review_without_a_date_or_a_code_is_not_taken(string on, string code, string rule) =>
        Assert.That(ReturnRules.Review(new("Reviews", 2, new Dictionary<string, string> { ["REVIEW"] = on, ["REVIEW_CODE"] = code })).Rule, Is.EqualTo(rule));

    [TestCase("V2 S 1/1-2/1 X1|V2 P 3/1-", "433")]
    [TestCase("V2 S 1/1-2/1 E4A|V2 P 3/1-", "432")]
    [TestCase("V2 S 1/1-5/1 X1|V2 P 3/1-", "501,433")]
    [TestCase("V2 S 1/1-|V2 S 3/1-", "142")]
    [TestCase("V2 S 1/1-2/1 X1", "388")]
    [TestCase("L1 S 1/1-5/1 E4A", "361")]
    [TestCase("L2 S 1/1-23/1 E4A", "362")]
    [TestCase("L3 S 1/1-9/1 E4A", "363")]
    [TestCase("V3 S 1/1-19/1 E4A", "365")]
    [TestCase("C2 S 1/1-2/1 X1|C2 P 2/1-", "")]
    public void What_does_not_join_up_is_pointed_out(string episodes, string doubts) =>
        Assert.That(string.Join(',', ReturnRules.Doubts(Episodes.Of(episodes)).Select(doubt => doubt.Rule)), Is.EqualTo(doubts));

    private static ReturnRow Row(string column, string value, params (string Column, string Value)[] others)
    {
        var cells = new Dictionary<string, string>
        {
            ["CHILD"] = "7", ["DECOM"] = "15/02/2016", ["RNE"] = "S", ["LS"] = "C2", ["CIN"] = "N3", ["PLACE"] = "U4", ["PLACE_PROVIDER"] = "PR1", ["DEC"] = "14/08/2017", ["REC"] = "X1",
            [column] = value,
        };
        foreach (var (name, other) in others) cells[name] = other;

        return new("Episodes", 2, cells);
    }
}
