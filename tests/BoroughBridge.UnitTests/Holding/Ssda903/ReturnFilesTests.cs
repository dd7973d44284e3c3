using System.Text;
using BoroughBridge.Holding.Operator;
using BoroughBridge.Holding.Ssda903;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding.Ssda903;

/// <summary>What the files of a return hold, whatever they are called and whoever wrote them.</summary>
public sealed class ReturnFilesTests
{
    private const string Reviews = "CHILD,DOB,REVIEW,REVIEW_CODE\n";

    [Test]
    public void A_table_is_known_by_its_header_row_in_any_order_and_with_others_beside()
    {
        var rows = Read("YEAR,REVIEW,REVIEW_CODE,CHILD,DOB\r\n2017,30/08/2017,PN6, 77 ,27/03/2008\r\n").Rows;

        Assert.That(rows.Single().Table, Is.EqualTo(ReturnTables.Reviews));
        Assert.That((rows[0].Child, rows[0]["REVIEW"], rows[0].Number), Is.EqualTo(("77", "30/08/2017", 2)));
    }

    [Test]
    public void A_file_that_is_no_table_is_counted_and_left()
    {
        var content = ReturnFiles.Read([Csv("Rule code,Rule message\n101,x\n"), Csv(""), Csv(Reviews)]);

        Assert.That((content.Rows.Count, content.NotRecognised), Is.EqualTo((0, 2)));
    }

    [Test]
    public void A_row_of_another_length_spoils_no_other()
    {
        var content = Read(Reviews + "1,27/03/2008,30/08/2017\n2,27/03/2008,30/08/2017,PN6");

        Assert.That(content.Rows.Single().Child, Is.EqualTo("2"));
        Assert.That(content.Misshapen.Single().Number, Is.EqualTo(2));
    }

    [Test]
    public void The_xml_form_makes_the_same_rows()
    {
        var content = Xml("""
            <EXPSSDA903><CHILD><HEADER><CHILDID>7</CHILDID><SEX>2</SEX><DOB>28/07/2010</DOB><UASC /><AREVIEW><REVIEW>27/09/2015</REVIEW><REVIEW_CODE>PN0</REVIEW_CODE></AREVIEW></HEADER>
            <EPISODE><DECOM>06/01/2017</DECOM><RNE>S</RNE><LS>C2</LS><PL>U4</PL></EPISODE></CHILD><CHILD><HEADER><CHILDID>8</CHILDID></HEADER></CHILD></EXPSSDA903>
            """);

        Assert.That(content.Rows.Select(row => (row.Table, row.Child, row.Number)), Is.EqualTo(new[] { ("Header", "7", 1), ("Reviews", "7", 1), ("Episodes", "7", 1), ("Header", "8", 2) }));
        Assert.That(content.Rows[1]["DOB"], Is.EqualTo("28/07/2010"));
        Assert.That(content.Rows[2]["PLACE"], Is.EqualTo("U4"));
    }

    [TestCase("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><EXPSSDA903><CHILD>&a;</CHILD></EXPSSDA903>", "not-xml")]
    [TestCase("<!DOCTYPE x SYSTEM \"file:///etc/hostname\"><EXPSSDA903/>", "not-xml")]
    [TestCase("<Message/>", "not-a-return")]
    [TestCase("<EXPSSDA903><CHILD><HEADER>", "not-xml")]
    [TestCase("CHILD,DOB", "not-xml")]
    public void Hostile_xml_is_refused(string xml, string code) =>
        Assert.That(() => Xml(xml), Throws.InstanceOf<ImportRefusedException>().With.Message.EndsWith(code));

    [Test]
    public void Deep_xml_is_refused()
    {
        var deep = "<EXPSSDA903><CHILD>" + string.Concat(Enumerable.Repeat("<A>", 100_000));

        Assert.That(() => Xml(deep), Throws.InstanceOf<ImportRefusedException>().With.Message.EndsWith("too-deep"));
    }

    [TestCase("CHILD,DOB,REVIEW,REVIEW_CODE\n\"7,27/03/2008,30/08/2017,PN6\n", "quote-not-closed")]
    public void A_quote_that_is_not_closed_refuses_the_file(string csv, string code) =>
        Assert.That(() => Read(csv), Throws.InstanceOf<ImportRefusedException>().With.Message.EndsWith(code));

    [Test]
    public void What_is_not_text_is_refused() =>
        Assert.That(() => ReturnFiles.Read([new(false, [0xFF, 0xFE, 0x00, 0x41])]), Throws.InstanceOf<ImportRefusedException>().With.Message.EndsWith("not-utf-8"));

    [Test]
    public void Too_many_rows_are_refused()
    {
        var many = Reviews + string.Concat(Enumerable.Repeat("1,\n", ReturnFiles.MostRows + 1));

        Assert.That(() => Read(many), Throws.InstanceOf<ImportRefusedException>().With.Message.EndsWith("too-many"));
    }

    [Test]
    public void The_published_return_is_read_whole()
    {
        if (!Corpus.Has("ssda903", out var folder)) return;
        var content = ReturnFiles.Read([.. Directory.EnumerateFiles(folder, "*.csv").Select(file => new ReturnFile(false, File.ReadAllBytes(file)))]);

        var counts = content.Rows.GroupBy(row => row.Table).ToDictionary(group => group.Key, group => group.Count());
        Assert.That((counts["Header"], counts["Episodes"], counts["Reviews"], counts["SWEpisodes"], counts["DoLo"]), Is.EqualTo((2675, 5050, 12582, 1, 1)));
        Assert.That(content.NotRecognised, Is.EqualTo(1), "the list of rules that lies beside it");
        Assert.That(content.Misshapen, Is.Empty);
        Assert.That(ReturnFiles.Read([new(true, File.ReadAllBytes(Path.Combine(folder, "fake_903.xml")))]).Rows.Select(row => row.Table).Distinct(), Does.Contain("Episodes").And.Contain("Reviews"));
    }

    private static ReturnFile Csv(string text) => new(false, Encoding.UTF8.GetBytes(text));

    private static ReturnContent Read(string csv) => ReturnFiles.Read([Csv(csv)]);

    private static ReturnContent Xml(string xml) => ReturnFiles.Read([new(true, Encoding.UTF8.GetBytes(xml))]);
}
