using System.Text;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>Label variants of a resource.</summary>
internal sealed class RedactionTests
{
    [Test]
    public void A_protected_address_is_gone_and_the_fact_of_it_stays()
    {
        var withNarrative = Samples.Patient with { Text = new() { Status = "generated", Div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">3 Quill Mews</div>" } };

        var bytes = Redaction.Without(withNarrative, ["protected-address"]);

        var text = Encoding.UTF8.GetString(bytes);
        foreach (var piece in new[] { "Quill", "ZZ9", "London" }) Assert.That(text, Does.Not.Contain(piece));
        var patient = FhirJson.Parse<Patient>(bytes);
        Assert.That(patient.Address!.Single().Text, Is.EqualTo(Redaction.AddressProtected));
        Assert.That(patient.Name![0].Family, Is.EqualTo("Ashdown"));
        Assert.That(patient.Meta!.Security!.Select(coding => coding.Code), Does.Contain("REDACTED").And.Contain("protected-address"));
    }

    [Test]
    public void Only_the_marked_element_goes()
    {
        var two = Samples.Patient with { Address = [.. Samples.Patient.Address!, new() { Use = "old", City = "Leeds" }] };

        Assert.That(FhirJson.Parse<Patient>(Redaction.Without(two, ["protected-address"])).Address![1].City, Is.EqualTo("Leeds"));
    }

    [Test]
    public void Another_label_changes_nothing() =>
        Assert.That(Redaction.Without(Samples.Patient, ["police"]), Is.EqualTo(FhirJson.Serialize(Samples.Patient)));

    [Test]
    public void No_label_gives_the_whole() => Assert.That(Redaction.Without(Samples.Patient, []), Is.EqualTo(FhirJson.Serialize(Samples.Patient)));
}
