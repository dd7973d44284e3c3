using BoroughBridge.DisclosureLog.Tiles;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.DisclosureLog;

public sealed class TilePathTests
{
    [TestCase(0, 0, 256, "0/000")]
    [TestCase(0, 1234067, 256, "0/x001/x234/067")]
    [TestCase(2, 999, 1, "2/999.p/1")]
    [TestCase(63, 1000, 255, "63/x001/000.p/255")]
    [TestCase(null, 273, 112, "entries/273.p/112")]
    public void A_path_is_written_as_C2SP_says_and_read_back(int? level, long index, int width, string path)
    {
        Assert.That(new TilePath(level, index, width).ToString(), Is.EqualTo(path));
        Assert.That(TilePath.Parse(path), Is.EqualTo(new TilePath(level, index, width)));
    }

    [TestCase("")]
    [TestCase("0/0")]
    [TestCase("00/000")]
    [TestCase("64/000")]
    [TestCase("-1/000")]
    [TestCase("0/x000/000")]
    [TestCase("0/001/000")]
    [TestCase("0/x001000")]
    [TestCase("0/000.p/0")]
    [TestCase("0/000.p/256")]
    [TestCase("0/000.p/999")]
    [TestCase("0/000.p/01")]
    [TestCase("0/000/")]
    [TestCase("0/../000")]
    [TestCase("entries/000.p/")]
    [TestCase("Entries/000")]
    [TestCase("0/x999/x999/x999/x999/x999/x999/999")]
    public void Any_other_way_to_write_it_is_no_tile(string path) => Assert.That(TilePath.Parse(path), Is.Null);

    // The example of the text: a tree of 70,000.
    [Test]
    public void A_tree_of_seventy_thousand_has_the_tiles_the_text_counts()
    {
        Assert.That(TilePath.AtLevel(0, 70_000).Select(tile => tile.Width), Is.EqualTo(Enumerable.Repeat(256, 273).Append(112)));
        Assert.That(TilePath.AtLevel(1, 70_000).Select(tile => tile.Width), Is.EqualTo(new[] { 256, 17 }));
        Assert.That(TilePath.AtLevel(2, 70_000).Select(tile => tile.Width), Is.EqualTo(new[] { 1 }));
        Assert.That(TilePath.AtLevel(3, 70_000), Is.Empty);
        Assert.That(TilePath.AtLevel(1, 256).Select(tile => tile.ToString()), Is.EqualTo(new[] { "1/000.p/1" }));
    }
}
