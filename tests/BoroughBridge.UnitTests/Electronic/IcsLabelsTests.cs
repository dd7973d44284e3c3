using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Adapters.Electronic.Mapping;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Electronic;

[TestFixture]
public sealed class IcsLabelsTests
{
    [TestCase("PROTECTED_ADDRESS", "protected-address")]
    [TestCase("THIRD_PARTY", "third-party")]
    [TestCase("ADOPTION_SEALED", "adoption-sealed")]
    [TestCase("LEGAL_PRIVILEGE", "legal-privilege")]
    [TestCase("POLICE", "police")]
    [TestCase("COURT", "court")]
    [TestCase("HEALTH_SENSITIVE", "health-sensitive")]
    [TestCase("STAFF_OR_PUBLIC_FIGURE", "staff-or-public-figure")]
    public void A_mark_of_the_ics_is_our_label(string mark, string label)
    {
        Assert.That(IcsLabels.Of(mark), Is.EqualTo(label));
        Assert.That(IcsLabels.Knows(mark), Is.True);
    }

    [FsCheck.NUnit.Property]
    public bool Any_other_mark_never_crosses(string mark) => IcsLabels.Knows(mark) || Labels.NeverCrosses(IcsLabels.Of(mark));

    [TestCase("police"), TestCase("POLICE "), TestCase(""), TestCase("N")]
    public void A_mark_written_otherwise_is_an_unknown_mark(string mark) => Assert.That(IcsLabels.Of(mark), Is.EqualTo(IcsLabels.Strictest));

    [FsCheck.NUnit.Property]
    public bool An_address_is_protected_unless_the_flag_says_no(string flag) =>
        IcsLabels.ProtectsAddress(Person(confidential: flag)) == (flag != "N");

    [TestCase("N", "")]
    [TestCase("Y", "staff-or-public-figure")]
    [TestCase("n", "legal-privilege")]
    [TestCase("", "legal-privilege")]
    public void A_restricted_person_s_whole_file_is_opened_by_permission_only(string restricted, string labels) =>
        Assert.That(string.Join(' ', IcsLabels.OfFile(Person(restricted))), Is.EqualTo(labels));

    private static IcsPerson Person(string restricted = "N", string? confidential = "N") => new()
    {
        PersonId = "7",
        FirstName = "Wren",
        LastName = "Ashdown",
        ContextFlag = "C",
        Restricted = restricted,
        Addresses = [new() { Type = "HOME", Lines = ["1 Lantern Court"], Postcode = "N99 1AA", Confidential = confidential! }],
    };
}
