using BoroughBridge.Holding.Operator;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding;

/// <summary>RFC 4180, bounded.</summary>
public sealed class CsvTests
{
    [TestCase("a,b\nc,d\n", "a|b / c|d")]
    [TestCase("a,b\r\nc,d", "a|b / c|d")]
    [TestCase("\uFEFFa,b", "a|b")]
    [TestCase("\"a,\"\"x\"\"\",\"b\nb\"\n", "a,\"x\"|b\nb")]
    [TestCase(",\n,,\n", "| / ||")]
    [TestCase("a\n\n\nb\n", "a / b")]
    [TestCase("\"\",b", "|b")]
    [TestCase("", "")]
    public void Rows_are_read(string text, string rows) =>
        Assert.That(string.Join(" / ", Csv.Rows(text).Select(row => string.Join('|', row))), Is.EqualTo(rows));

    [TestCase("a,\"b", "row 1: row: quote-not-closed")]
    [TestCase("a\n\"b\"c,d", "row 2: row: text-after-quote")]
    public void What_is_not_csv_is_refused_by_row(string text, string fault) =>
        Assert.That(() => Csv.Rows(text).ToArray(), Throws.TypeOf<ImportRefusedException>().With.Message.EqualTo(fault));

    [Test]
    public void Bounds_hold()
    {
        Assert.That(() => Csv.Rows(new string(',', 100)).ToArray(), Throws.TypeOf<ImportRefusedException>());
        Assert.That(() => Csv.Rows(new string('a', 5000)).ToArray(), Throws.TypeOf<ImportRefusedException>());
    }
}
