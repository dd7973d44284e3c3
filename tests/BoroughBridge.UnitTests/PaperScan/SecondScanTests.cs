using BoroughBridge.Adapters.PaperScan.Filing;
using BoroughBridge.Adapters.PaperScan.Pages;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

/// <summary>When a paper is another scan of one that is filed: a wrong yes keeps a paper from every reader.</summary>
internal sealed class SecondScanTests
{
    private const string Letter = "Borough of Testing the review of Wren was held at school and all agreed that swimming goes on each week with her friends";

    [Test]
    public void The_same_words_are_the_same_paper() => Assert.That(Compare(Page(Letter), Page(Letter)), Is.EqualTo(Sameness.Same));

    [Test]
    public void A_word_misread_in_its_place_is_the_same_paper() =>
        Assert.That(Compare(Page(Letter), Page(Letter.Replace("swimming", "swirnming", StringComparison.Ordinal), 70)), Is.EqualTo(Sameness.Same));

    [TestCase("swimming", "running")]
    [TestCase("each week", "each month")]
    [TestCase("goes on", "goes")]
    public void Another_word_read_well_is_another_version(string word, string other) =>
        Assert.That(Compare(Page(Letter), Page(Letter.Replace(word, other, StringComparison.Ordinal))), Is.EqualTo(Sameness.Alike));

    [TestCase(95)]
    [TestCase(20)]
    public void Another_word_however_badly_read_is_never_the_same(int confidence) =>
        Assert.That(Compare(Page(Letter, confidence), Page(Letter.Replace("swimming", "bbbbbbbb", StringComparison.Ordinal), confidence)), Is.EqualTo(Sameness.Alike));

    [Test]
    public void Another_figure_is_never_taken_for_a_misreading() => Assert.That(Compare(Page($"{Letter} 7", 60), Page($"{Letter} 1", 60)), Is.EqualTo(Sameness.Alike));

    [Test]
    public void Handwriting_that_was_passed_over_may_differ() => Assert.That(Compare(Page(Letter) with { UnreadInk = 0.4 }, Page(Letter) with { UnreadInk = 0.4 }), Is.EqualTo(Sameness.Alike));

    [Test]
    public void Another_paper_is_different() => Assert.That(Compare(Page(Letter), Page("nothing of this was ever written there by anybody")), Is.EqualTo(Sameness.Different));

    private static Sameness Compare(PageReading one, PageReading other) => SecondScan.Compare([one], [other]);

    private static PageReading Page(string text, int confidence = 95) => new()
    {
        Page = 1,
        Width = 1000,
        Height = 1000,
        Dpi = 100,
        Words = [.. text.Split(' ').Select((word, at) => new Word(word, 1, 30 * at, 100, 25, 10, confidence))],
    };
}
