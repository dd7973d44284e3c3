using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Holding.Records;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

/// <summary>What several readings of one labelled value say together.</summary>
internal sealed class FieldClaimsTests
{
    private static readonly Roster Roster = new(
    [
        new Person { IcsPersonId = "4119638", Given = "Wren", Family = "Ashdown", DateOfBirth = new(2012, 4, 9) },
        new Person { IcsPersonId = "4119639", Given = "Linnet", Family = "Quillfeather", DateOfBirth = new(2014, 11, 23) },
    ]);

    [TestCase("4119638", "4119638", null, "4119638")]
    [TestCase("4II9638", "4119638", null, "4119638")]
    [TestCase("", null, "4119638", "4119638")]
    [TestCase("4119638", "4119638", "4119630", "4119638")]
    [TestCase("4119638 / 4119639", null, null, "4119638,4119639")]
    [TestCase("4119638", null, "4119639", "4119638,4119639")]
    [TestCase("4119630", "4119630", null, "nobody")]
    [TestCase("4119630", null, null, "nobody")]
    [TestCase("4119630", "4119631", null, "")]
    [TestCase("4119630", "4119630", "4119638", "nobody,4119638")]
    public void Ids(string first, string? again, string? second, string said) => Assert.That(Said(FieldKind.PersonId, ClaimSource.PersonId, first, again, second), Is.EqualTo(said));

    [TestCase("9 April 2012", null, null, "4119638")]
    [TestCase("9 Aqril 2012", null, "9 April 2012", "4119638")]
    [TestCase("1 April 2011", "1 April 2011", null, "nobody")]
    [TestCase("1 April 2011", "2 April 2011", null, "")]
    public void Birth_dates(string first, string? again, string? second, string said) => Assert.That(Said(FieldKind.BirthDate, ClaimSource.BirthDate, first, again, second), Is.EqualTo(said));

    [TestCase("Wren Ashdown", null, null, "4119638")]
    [TestCase("Wxxn Azzdqwm", null, "Wren Ashdown", "4119638")]
    public void Names(string first, string? again, string? second, string said) => Assert.That(Said(FieldKind.Name, ClaimSource.Name, first, again, second), Is.EqualTo(said));

    [TestCase("Wrem Ashdowm", "8 April 2012", true)]
    [TestCase("Wrem Ashdowm", "30 June 1999", false)]
    [TestCase("Linnet Quillfeather", "9 April 2012", false)]
    [TestCase("zzzz", "9 April 2012", false)]
    public void Name_and_birth_date_read_roughly(string name, string day, bool fits)
    {
        var claims = new FieldClaims(Roster, 2026).Read(Page(new(FieldKind.Name, 0, Anywhere, name, 50), new(FieldKind.BirthDate, 1, Anywhere, day, 50)));

        Assert.That(claims.Any(claim => claim.Source == ClaimSource.LikeNameAndBirthDate && claim.Persons[0] == "4119638"), Is.EqualTo(fits));
    }

    private static Box Anywhere => new(0, 0, 10, 10);

    private static string Said(FieldKind kind, ClaimSource source, string first, string? again, string? second)
    {
        var claims = new FieldClaims(Roster, 2026).Read(Page(new FieldRead(kind, 0, Anywhere, first, 90) { Reread = again, Second = second }));

        return string.Join(',', claims.Where(claim => claim.Source == source).Select(claim => claim.Persons.Count == 0 ? "nobody" : string.Join(' ', claim.Persons)));
    }

    private static PageReading Page(params FieldRead[] fields) => new() { Page = 1, Width = 100, Height = 100, Dpi = 100, Fields = fields };
}
