using BoroughBridge.Access;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>Code systems, identifiers and labels.</summary>
internal sealed class CodesTests
{
    private static IEnumerable<CodeSet> Sets => new[] { typeof(CodeSystems), typeof(Ssda903), typeof(StandardCodes), typeof(DocumentTypes) }
        .SelectMany(type => type.GetProperties()).Where(property => property.PropertyType == typeof(CodeSet)).Select(property => (CodeSet)property.GetValue(null)!);

    [Test]
    public void Every_code_is_well_formed_and_has_words()
    {
        Assert.That(Sets.Count(), Is.GreaterThan(15));
        foreach (var (set, code) in Sets.SelectMany(set => set.Codes.Select(code => (set, code))))
        {
            Assert.That(FhirRules.Validate(new Flag { Status = "active", Code = set.Concept(code), Subject = new() { To = "Patient/1" } }), Is.Empty, $"{set.Url}|{code}");
            Assert.That(set.Display(code), Is.Not.Empty);
        }
    }

    [Test]
    public void Local_code_systems_are_under_the_project_URL_each_its_own() => Assert.That(Sets.Select(set => set.Url), Is.Unique);

    [Test]
    public void The_labels_are_those_that_access_knows() => Assert.That(CodeSystems.Sensitivity.Codes, Is.EqualTo(Labels.All));

    [Test]
    public void The_purposes_are_those_that_access_knows_and_each_maps_to_v3()
    {
        Assert.That(CodeSystems.Purpose.Codes, Is.EqualTo(Purposes.All));
        Assert.That(Purposes.All.Select(StandardCodes.PurposeOfUseFor).Select(coding => coding.Code), Has.All.Not.Null);
        Assert.That(StandardCodes.PurposeOfUseFor("break-glass").Code, Is.EqualTo("BTG"));
        Assert.That(() => StandardCodes.PurposeOfUseFor("curiosity"), Throws.ArgumentException);
    }

    [Test]
    public void The_roles_are_those_that_access_knows() =>
        Assert.That(typeof(Roles).GetFields().Select(field => (string)field.GetRawConstantValue()!), Is.SubsetOf(CodeSystems.Role.Codes));

    [Test]
    public void A_code_of_another_system_is_not_made() => Assert.That(() => DocumentTypes.All.Concept("C2"), Throws.ArgumentException);

    [Test]
    public void What_is_needed_before_a_review_are_document_types() => Assert.That(DocumentTypes.NeededBeforeReview, Is.SubsetOf(DocumentTypes.All.Codes));

    [TestCase("9990000018")]
    [TestCase("9990000026")]
    [TestCase("9990000034")]
    [TestCase("9990000042")]
    [TestCase("9990000050")]
    [TestCase("9990000069")]
    [TestCase("9990000077")]
    [TestCase("9990000085")]
    [TestCase("9990000093")]
    public void A_right_NHS_number_passes_and_no_single_digit_of_it_may_differ(string number)
    {
        Assert.That(Identifiers.IsNhsNumber(number));
        foreach (var (place, digit) in Enumerable.Range(0, 10).SelectMany(place => "0123456789".Where(digit => digit != number[place]).Select(digit => (place, digit))))
            Assert.That(Identifiers.IsNhsNumber(number[..place] + digit + number[(place + 1)..]), Is.False);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("999000001")]
    [TestCase("99900000180")]
    [TestCase("999000001X")]
    [TestCase("９９９０００００１８")]
    public void What_is_not_ten_digits_is_no_NHS_number(string? number)
    {
        Assert.That(Identifiers.IsNhsNumber(number), Is.False);
        Assert.That(Identifiers.OfNhsNumber(number), Is.Null);
    }

    // One by hand: a check digit that would be 10 is never issued.
    [Test]
    public void A_number_whose_check_would_be_ten_is_refused() =>
        Assert.That(Enumerable.Range(0, 10).Select(digit => $"999000010{digit}").Count(Identifiers.IsNhsNumber), Is.LessThanOrEqualTo(1));

    [Test]
    public void A_UPN_is_checked_by_its_letter()
    {
        // 2*8 + 3*2 + 4*1 + 5*2 + 6*0 + 7*0 + 8*0 + 9*1 + 10*5 + 11*0 + 12*0 + 13*1 = 108, mod 23 = 16, the letter T
        Assert.That(Identifiers.IsUpn("T821200015001"));
        Assert.That(Identifiers.IsUpn("H801200001001"));
        Assert.That(Identifiers.IsUpn("R821200015001"), Is.False);
        Assert.That(Identifiers.IsUpn("T821200015002"), Is.False);
        Assert.That(Identifiers.IsUpn("T82120001500"), Is.False);
        Assert.That("ABCDEFGHJKLMNPQRTUVWXYZ".Count(letter => Identifiers.IsUpn($"{letter}82120001500A")), Is.EqualTo(1));
        Assert.That(Identifiers.IsUpn("T8212000150I1"), Is.False);
    }

    [TestCase("N")]
    [TestCase("R", "protected-address")]
    [TestCase("V", "police", "adoption-sealed")]
    public void Labels_go_to_meta_security_and_back(string level, params string[] labels)
    {
        var meta = SecurityLabels.Meta("urn:x", labels, "scan");

        Assert.That(StandardCodes.Confidentiality.CodeIn(meta.Security), Is.EqualTo(level));
        Assert.That(SecurityLabels.In(meta), Is.EquivalentTo(labels));
        Assert.That(CodeSystems.Medium.CodeIn(meta.Tag), Is.EqualTo("scan"));
    }

    [Test]
    public void A_label_from_elsewhere_is_not_dropped()
    {
        var meta = new Meta { Security = [new() { System = CodeSystems.Sensitivity.Url, Code = "new-label" }] };

        Assert.That(SecurityLabels.In(meta), Is.EqualTo(new[] { "new-label" }));
    }
}
