using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Holding.Records;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

internal sealed class ClaimReaderTests
{
    private static readonly Person[] Persons =
    [
        Person("4599984", "Jayden", "Quillfeather", new(2008, 7, 15)),
        Person("4599985", "Jaydon", "Quillfeather", new(2008, 7, 15)),
        Person("4119638", "Zoë", "O'Tarn", new(2010, 10, 21)) with { NhsNumber = "9990000018", AlsoKnownAs = ["Zee Tarn"] },
        Person("4752014", "Finlo", "Marsh-Wether", new(2003, 9, 11)),
    ];

    private readonly ClaimReader reader = new(new(Persons), 2026);

    [TestCase("Person ID 4119638", ClaimSource.PersonId, "4119638")]
    [TestCase("Ref:4119638.", ClaimSource.PersonId, "4119638")]
    [TestCase("your ref 4119639", ClaimSource.PersonId, "")]
    [TestCase("Name of child/young person Jayden Quillfeather", ClaimSource.Name, "4599984")]
    [TestCase("Child: Zoe O’Tarn", ClaimSource.Name, "4119638")]
    [TestCase("we met Zee Tarn at school", ClaimSource.Name, "4119638")]
    [TestCase("QUILLFEATHER, JAYDON", ClaimSource.Name, "4599985")]
    [TestCase("Name of child Jaydxn Quillfeather Gender Male", ClaimSource.NearName, "4599984 4599985")]
    [TestCase("Name of child Rowan Ashdown", ClaimSource.NearName, "")]
    [TestCase("Given name Jaydon Family name Quillfeather", ClaimSource.Name, "4599985")]
    [TestCase("Date of birth 21 October 2010", ClaimSource.BirthDate, "4119638")]
    [TestCase("Date of birth 15/07/2008 Gender Male", ClaimSource.BirthDate, "4599984 4599985")]
    [TestCase("DOB: 21.10.10", ClaimSource.BirthDate, "4119638")]
    [TestCase("DOB: 1.1.01", ClaimSource.BirthDate, "")]
    [TestCase("born on 21st Oct 2010", ClaimSource.BirthDate, "4119638")]
    [TestCase("NHS number 999 000 0018", ClaimSource.NhsNumber, "4119638")]
    public void Is_heard(string text, ClaimSource source, string persons)
    {
        var claims = reader.Read(Page(text));

        Assert.That(claims.Where(claim => claim.Source == source).Select(claim => string.Join(' ', claim.Persons)), Does.Contain(persons));
    }

    [TestCase("telephone 020 7946 0018")]
    [TestCase("NHS number 999 000 0019")]
    [TestCase("Zoë is well")]
    [TestCase("Date of review 21 October 2010")]
    [TestCase("the number 45999841 is another")]
    [TestCase("")]
    public void Is_not_heard(string text) => Assert.That(reader.Read(Page(text)), Is.Empty);

    [Test]
    public void A_birth_date_of_nobody_that_was_read_badly_says_nothing() => Assert.That(reader.Read(Page("DOB: 1.1.01", confidence: 40)), Is.Empty);

    [Test]
    public void Twins_come_near_by_name_birth_date_and_id() =>
        Assert.That(new Roster(Persons).NearTo("4599984"), Is.EqualTo(new[] { new Neighbour("4599985", Name: true, Id: true) }));

    [Test]
    public void A_child_like_no_other_has_nobody_near() => Assert.That(new Roster(Persons).NearTo("4119638"), Is.Empty);

    [Test]
    public void Label_and_value_in_two_blocks_are_one_row()
    {
        var page = PageText.Of(new() { Page = 1, Width = 1000, Height = 1000, Dpi = 200, Words = [Word("Person", 10), Word("ID", 80), Word("Gender", 10, y: 60), Word("4119638", 500)] });

        Assert.That(page.Rows.Select(row => row.Text), Is.EqualTo(new[] { "Person ID 4119638", "Gender" }));
    }

    private static Word Word(string text, int x, int y = 10) => new(text, 1, x, y, 60, 20, 95);

    private static PageText Page(string text, int confidence = 95) => new(1, [new(text, [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new Word(word, 1, 0, 0, 0, 0, confidence))])]);

    private static Person Person(string id, string given, string family, DateOnly born) => new() { IcsPersonId = id, Given = given, Family = family, DateOfBirth = born };
}
