using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Covers;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

internal sealed class BatchSplitTests
{
    [Test]
    public void A_cover_begins_a_document_of_as_many_pages_as_it_says()
    {
        var batch = BatchSplit.Split([Cover(1, 2), Paper(2), Paper(3), Cover(4, 1), Paper(5)], null);

        Assert.That(batch.Fault, Is.Null);
        Assert.That(Pages(batch), Is.EqualTo(new[] { "2,3", "5" }));
    }

    [TestCase(1, TestName = "One_page_too_many_after_a_cover_holds_the_whole_batch")]
    [TestCase(3, TestName = "One_page_too_few_after_a_cover_holds_the_whole_batch")]
    public void Counts_that_do_not_add_up(int announced)
    {
        var batch = BatchSplit.Split([Cover(1, announced), Paper(2), Paper(3), Cover(4, 1), Paper(5)], null);

        Assert.That(batch.Fault, Is.EqualTo("batch-count"));
    }

    [Test]
    public void A_cover_at_the_very_end_holds_the_batch() => Assert.That(BatchSplit.Split([Cover(1, 1), Paper(2), Cover(3, 1)], null).Fault, Is.EqualTo("batch-count"));

    [Test]
    public void Blank_backs_do_not_count() => Assert.That(BatchSplit.Split([Cover(1, 2), Paper(2), Of(3, SheetKind.Blank), Paper(4), Of(5, SheetKind.Blank)], null).Fault, Is.Null);

    [Test]
    public void An_unread_sheet_parts_documents_all_the_same()
    {
        var batch = BatchSplit.Split([Cover(1, 1), Paper(2), Of(3, SheetKind.UnreadCover), Paper(4)], null);

        Assert.That(batch.Fault, Is.Null);
        Assert.That(Pages(batch), Is.EqualTo(new[] { "2", "4" }));
        Assert.That(batch.Segments[1].Cover, Is.Null);
    }

    [Test]
    public void Without_sheets_a_first_page_begins_a_document() =>
        Assert.That(Pages(BatchSplit.Split([Paper(1, 1, 2), Paper(2, 2, 2), Paper(3, 1, 1), Paper(4, 1, 2), Paper(5, 2, 2)], null)), Is.EqualTo(new[] { "1,2", "3", "4,5" }));

    [Test]
    public void Without_sheets_a_stray_last_page_joins_nobodys_document() =>
        Assert.That(Pages(BatchSplit.Split([Paper(1, 2, 2), Paper(2, 1, 2), Paper(3, 2, 2)], null)), Is.EqualTo(new[] { "1", "2,3" }));

    [Test]
    public void Without_sheets_or_numbers_a_file_is_one_document() => Assert.That(Pages(BatchSplit.Split([Paper(1), Paper(2), Paper(3)], null)), Is.EqualTo(new[] { "1,2,3" }));

    [Test]
    public void A_pile_scanned_back_to_front_under_its_cover_is_put_right() =>
        Assert.That(Pages(BatchSplit.Split([Cover(1, 2), Paper(2, 2, 2), Paper(3, 1, 2)], null)), Is.EqualTo(new[] { "3,2" }));

    [Test]
    public void An_index_says_which_pages_belong_together() =>
        Assert.That(Pages(BatchSplit.Split([Paper(1), Paper(2), Paper(3)], [new(1, 2, "7", null, null), new(3, 3, "8", null, null)])), Is.EqualTo(new[] { "1,2", "3" }));

    [TestCase(1, 1, TestName = "An_index_that_leaves_a_page_out_holds_the_batch")]
    [TestCase(1, 4, TestName = "An_index_that_names_a_page_that_is_not_there_holds_the_batch")]
    public void An_index_that_does_not_fit(int first, int last) =>
        Assert.That(BatchSplit.Split([Paper(1), Paper(2), Paper(3)], [new(first, last, "7", null, null)]).Fault, Is.EqualTo("index-ranges"));

    [Test]
    public void An_index_whose_ranges_overlap_holds_the_batch() =>
        Assert.That(BatchSplit.Split([Paper(1), Paper(2)], [new(1, 2, "7", null, null), new(2, 2, "8", null, null)]).Fault, Is.EqualTo("index-ranges"));

    [Test]
    public void No_paper_is_left_out_whatever_comes()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var pages = Anything(seed);

            var batch = BatchSplit.Split(pages, null);

            var papers = pages.Where(page => page.Sheet.Kind == SheetKind.Paper).Select(page => page.Page);
            Assert.That(batch.Segments.SelectMany(segment => segment.Pages).Order(), Is.EqualTo(papers), $"seed {seed}");
        }
    }

    private static BatchPage[] Anything(int seed)
    {
#pragma warning disable CA5394 // a seeded test
        var random = new Random(seed);

        return [.. Enumerable.Range(1, random.Next(1, 12)).Select(page => random.Next(6) switch
        {
            0 => Cover(page, random.Next(1, 4)),
            1 => Of(page, SheetKind.Separator),
            2 => Of(page, SheetKind.Blank),
            3 => Paper(page, 1, 2),
            4 => Paper(page, 2, 2),
            _ => Paper(page),
        })];
#pragma warning restore CA5394
    }

    private static IEnumerable<string> Pages(Batch batch) => batch.Segments.Select(segment => string.Join(',', segment.Pages));

    private static BatchPage Paper(int page) => Of(page, SheetKind.Paper);

    private static BatchPage Paper(int page, int number, int of) => new(page, new(SheetKind.Paper), new PageNumber(number, of));

    private static BatchPage Cover(int page, int pages) => new(page, new(SheetKind.Cover, new() { IcsPersonId = "1", Type = "pir", Date = new(2026, 1, 1), Pages = pages }), null);

    private static BatchPage Of(int page, SheetKind kind) => new(page, new(kind), null);
}
