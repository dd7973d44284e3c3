using BoroughBridge.Adapters.PaperScan.Covers;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

internal sealed class CoverPatternTests
{
    private static readonly CoverPattern Boroughs = new("EM1*PERSONID*TYPE*YYYYMMDD*PAGES*CRC");

    [Test]
    public void The_check_is_that_of_the_catalogue_of_parametrised_crc_algorithms() => Assert.That(Crc16.Of("123456789"), Is.EqualTo("29B1"));

    [Test]
    public void A_boroughs_own_sheet_is_read_by_its_pattern() =>
        Assert.That(Boroughs.Parse("EM1*4122821*CHR*20150501*1*2350"), Is.EqualTo(new CoverCode { IcsPersonId = "4122821", Type = "CHR", Date = new(2015, 5, 1), Pages = 1 }));

    [Test]
    public void Code_39_writes_full_stops_for_stars() => Assert.That(Boroughs.Parse("EM1.4122821.CHR.20150501.1.2350", starsAreStops: true)?.IcsPersonId, Is.EqualTo("4122821"));

    [TestCase("EM1*4122821*CHR*20150501*1*2351", TestName = "A_wrong_check_is_no_code")]
    [TestCase("EM1*4122822*CHR*20150501*1*2350", TestName = "A_changed_digit_is_no_code")]
    [TestCase("em1*4122821*CHR*20150501*1*2350", TestName = "Another_mark_at_the_start_is_no_code")]
    [TestCase("EM1*4122821*CHR*20150501*1", TestName = "Too_few_parts_are_no_code")]
    [TestCase("", TestName = "Nothing_is_no_code")]
    [TestCase("*****", TestName = "Stars_alone_are_no_code")]
    public void Is_refused(string text) => Assert.That(Boroughs.Parse(text), Is.Null);

    [TestCase("EM1**CHR*20150501*1", TestName = "An_empty_person_is_refused_though_its_check_is_right")]
    [TestCase("EM1*4122821*CHR*20151301*1", TestName = "A_thirteenth_month_is_refused_though_its_check_is_right")]
    [TestCase("EM1*4122821*CHR*20150501*0", TestName = "No_pages_are_refused_though_its_check_is_right")]
    [TestCase("EM1*4122821*CHR*20150501*-1", TestName = "Fewer_than_no_pages_are_refused_though_its_check_is_right")]
    [TestCase("EM1*4122821*CHR*20150501*99999999999", TestName = "Too_many_pages_are_refused_though_its_check_is_right")]
    public void Is_refused_with_the_right_check(string text) => Assert.That(Boroughs.Parse($"{text}*{Crc16.Of(text)}"), Is.Null);

    [Test]
    public void What_is_written_is_read_again()
    {
        var code = new CoverCode { Authority = "tower-hamlets", IcsPersonId = "TH-00042", Type = "iro-record", Date = new(2026, 3, 31), Pages = 12 };

        Assert.That(CoverPattern.Own.Parse(CoverPattern.Own.Write(code)), Is.EqualTo(code));
    }

    [Test]
    public void A_star_in_a_value_is_not_written() =>
        Assert.That(() => CoverPattern.Own.Write(new() { Authority = "a*b", IcsPersonId = "1", Type = "pir", Date = new(2026, 1, 1), Pages = 1 }), Throws.ArgumentException);

    [Test]
    public void Any_one_changed_character_is_noticed()
    {
        var text = CoverPattern.Own.Write(new() { Authority = "islington", IcsPersonId = "4122821", Type = "pir", Date = new(2026, 1, 31), Pages = 2 });

        Prop.ForAll(
            Gen.Choose(0, text.Length - 1).ToArbitrary(), Gen.Choose(' ', '~').Select(value => (char)value).ToArbitrary(),
            (at, c) => text[at] == c || CoverPattern.Own.Parse(text[..at] + c + text[(at + 1)..]) is null).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Any_text_at_all_is_read_or_refused_without_a_fault() => Prop.ForAll<string>(text => CoverPattern.Own.Parse(text ?? "") is null).QuickCheckThrowOnFailure();

    [TestCase("EM1*PERSONID*TYPE*YYYYMMDD*CRC")]
    [TestCase("EM1*PERSONID*PERSONID*TYPE*YYYYMMDD*PAGES*CRC")]
    [TestCase("EM1*PERSONID*TYPE*YYYYMMDD*PAGES")]
    public void A_pattern_that_lacks_a_place_is_refused(string pattern) => Assert.That(() => new CoverPattern(pattern), Throws.ArgumentException);
}
