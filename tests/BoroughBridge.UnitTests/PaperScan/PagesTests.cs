using System.Text;
using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Pages;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

internal sealed class PagesTests
{
    [Test]
    public void A_white_page_with_specks_and_a_dark_edge_is_blank()
    {
        var page = White(800, 1100);
        for (var speck = 0; speck < 400; speck++) page.Pixels[((speck * 7919) + 5) % page.Pixels.Length] = 0;
        for (var y = 0; y < page.Height; y++) page.Pixels[y * page.Width] = page.Pixels[(y * page.Width) + 3] = 0;

        Assert.That(Ink.IsBlank(page, Ink.Share(page)), Is.True);
    }

    [Test]
    public void A_page_with_two_lines_of_print_is_not_blank()
    {
        var page = White(800, 1100);
        Line(page, 400, 0);
        Line(page, 440, 0);

        Assert.That(Ink.IsBlank(page, Ink.Share(page)), Is.False);
    }

    [Test]
    public void A_page_in_pencil_is_not_blank()
    {
        var page = White(800, 1100);
        for (var y = 300; y < 700; y += 40) Line(page, y, 0, shade: 205);

        Assert.That(Ink.IsBlank(page, Ink.Share(page)), Is.False);
    }

    [Test]
    public void What_shines_through_from_the_back_leaves_a_page_blank()
    {
        var page = White(800, 1100);
        for (var y = 300; y < 700; y += 40) Line(page, y, 0, shade: 236);

        Assert.That(Ink.IsBlank(page, Ink.Share(page)), Is.True);
    }

    [Test]
    public void Writing_that_no_word_was_given_for_is_unread_and_a_ruled_line_is_not()
    {
        var page = White(800, 1100);
        Line(page, 400, 0);
        Line(page, 700, 0);
        for (var x = 50; x < 750; x++) page.Pixels[(550 * 800) + x] = page.Pixels[(551 * 800) + x] = 0;
        Word[] half = [new("words", 1, 70, 390, 660, 20, 95)];

        Assert.That(Ink.Unread(page, half, 100), Is.EqualTo(0.5).Within(0.02));
        Assert.That(Ink.Unread(page, [.. half, half[0] with { Y = 690 }], 100), Is.Zero);
        Assert.That(Ink.Unread(page, [.. half, half[0] with { Y = 690, Confidence = 20 }], 100), Is.EqualTo(0.5).Within(0.02));
    }

    [TestCase(-4.0)]
    [TestCase(-0.8)]
    [TestCase(0.0)]
    [TestCase(2.5)]
    [TestCase(5.0)]
    public void The_angle_of_the_lines_is_found_and_taken_away(double degrees)
    {
        var page = White(1000, 1400);
        for (var y = 150; y < 1250; y += 40) Line(page, y, degrees);

        var found = Deskew.AngleOf(page);
        var straight = Deskew.Straighten(page, found);

        Assert.That(found, Is.EqualTo(degrees).Within(0.25));
        Assert.That(Deskew.AngleOf(straight), Is.EqualTo(0).Within(0.25));
    }

    [Test]
    public void Four_quarter_turns_are_none()
    {
        var page = new Raster(3, 2, [1, 2, 3, 4, 5, 6]);

        Assert.That(page.Turned(90).Pixels, Is.EqualTo(new byte[] { 4, 1, 5, 2, 6, 3 }));
        Assert.That(page.Turned(90).Turned(270).Pixels, Is.EqualTo(page.Pixels));
        Assert.That(page.Turned(180).Turned(180).Pixels, Is.EqualTo(page.Pixels));
    }

    [TestCase("P5\n2 2\n255\nabcd", true)]
    [TestCase("P5\n2 2\n255\nabc", false)]
    [TestCase("P5\n2 2\n255\nabcde", false)]
    [TestCase("P5\n99999999 99999999\n255\n", false)]
    [TestCase("P6\n2 2\n255\nabcd", false)]
    [TestCase("", false)]
    public void A_picture_is_read_whole_or_not_at_all(string file, bool whole) => Assert.That(Raster.FromPgm(Encoding.ASCII.GetBytes(file)) is not null, Is.EqualTo(whole));

    [Test]
    public void Words_are_read_from_tesseracts_table()
    {
        const string Table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n4\t1\t1\t1\t1\t0\t1\t2\t3\t4\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tCare\n5\t1\t1\t1\t2\t1\t10\t70\t30\t40\tx\tPlan\n5\t1\t1\t1\t2\t2\t50\t70\t30\t40\t12\tPlan\n";

        Assert.That(TesseractTsv.Parse(Encoding.UTF8.GetBytes(Table)), Is.EqualTo(new[] { new Word("Care", 1, 10, 20, 30, 40, 96), new Word("Plan", 2, 50, 70, 30, 40, 12) }));
    }

    [Test]
    public void A_sheet_is_known_by_its_print_where_its_code_is_not_read() =>
        Assert.That(new CoverReader("islington", null).Read(Reading("BATCH COVER SHEET Pages: 1")).Kind, Is.EqualTo(SheetKind.UnreadCover));

    [Test]
    public void A_report_that_mentions_a_cover_sheet_is_a_paper() =>
        Assert.That(new CoverReader("islington", null).Read(Reading(string.Join(' ', Enumerable.Repeat("the cover sheet was lost", 20)))).Kind, Is.EqualTo(SheetKind.Paper));

    [Test]
    public void A_note_that_mentions_a_cover_sheet_is_a_paper() =>
        Assert.That(new CoverReader("islington", null).Read(Reading("Please send the signed cover sheet back to us by Friday. Thank you, Mrs Ashdown")).Kind, Is.EqualTo(SheetKind.Paper));

    [Test]
    public void A_letter_with_an_address_of_the_web_in_a_code_is_a_paper() => Assert.That(Sheet("https://www.testing.gov.example/a.b.c").Kind, Is.EqualTo(SheetKind.Paper));

    [Test]
    public void A_paper_with_a_covers_code_stuck_on_it_is_a_paper_in_doubt()
    {
        var page = Reading(string.Join(' ', Enumerable.Repeat("word", 200))) with { Codes = [new("QR-Code", Code("4122821"))] };

        Assert.That(new CoverReader("islington", null).Read(page), Is.EqualTo(new Sheet(SheetKind.Paper, Doubtful: true)));
    }

    [Test]
    public void Two_codes_that_differ_are_no_code()
    {
        string first = Code("4122821"), second = Code("4122822");

        Assert.That(Sheet(first).Kind, Is.EqualTo(SheetKind.Cover));
        Assert.That(Sheet(first, second).Kind, Is.EqualTo(SheetKind.UnreadCover));
    }

    [Test]
    public void A_code_whose_check_is_wrong_is_a_sheet_that_says_nothing() => Assert.That(Sheet(Code("4122821")[..^1] + "#").Kind, Is.EqualTo(SheetKind.UnreadCover));

    [Test]
    public void Another_boroughs_sheet_says_nothing_here() => Assert.That(Sheet(Code("4122821", "hackney")).Kind, Is.EqualTo(SheetKind.UnreadCover));

    private static string Code(string person, string authority = "islington") =>
        CoverPattern.Own.Write(new() { Authority = authority, IcsPersonId = person, Type = "pir", Date = new(2026, 1, 1), Pages = 1 });

    private static Sheet Sheet(params string[] codes) => new CoverReader("islington", null).Read(Reading("") with { Codes = [.. codes.Select(code => new PageCode("QR-Code", code))] });

    private static PageReading Reading(string text) => new()
    {
        Page = 1,
        Width = 800,
        Height = 1100,
        Dpi = 100,
        Words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new Word(word, 1, 0, 0, 10, 10, 90))],
    };

    private static Raster White(int width, int height)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, (byte)250);

        return new(width, height, pixels);
    }

    // A line of words: dark bars with gaps, ten pixels high, along an angle.
    private static void Line(Raster page, int at, double degrees, byte shade = 10)
    {
        for (var x = 80; x < page.Width - 80; x++)
        {
            if (x % 60 > 45) continue;

            var middle = at + (int)Math.Round((x - (page.Width / 2.0)) * Math.Tan(degrees * Math.PI / 180));
            for (var y = middle - 5; y < middle + 5; y++)
            {
                if (y >= 0 && y < page.Height) page.Pixels[(y * page.Width) + x] = shade;
            }
        }
    }
}
