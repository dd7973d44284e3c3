using System.Globalization;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>R4's rules, each seen to refuse.</summary>
internal sealed class FhirRulesTests
{
    private static readonly Flag Flag = new() { Status = "active", Code = new() { Text = "x" }, Subject = new() { To = "Patient/1" } };

    [TestCaseSource(typeof(Samples), nameof(Samples.Kinds))]
    public void What_we_make_holds(string kind) => Assert.That(FhirRules.Validate(Samples.Of(kind)), Is.Empty);

    private static IEnumerable<TestCaseData> Broken()
    {
        yield return Row(Fault.Required, "Flag.code", Flag with { Code = null! });
        yield return Row(Fault.Required, "DocumentReference.content", Samples.DocumentReference with { Content = [] });
        yield return Row(Fault.Required, "DocumentReference.content[0].attachment", Samples.DocumentReference with { Content = [new() { Attachment = null! }] });
        yield return Row(Fault.Empty, "Flag.category[0]", Flag with { Category = [null!] });
        yield return Row(Fault.CodeNotAllowed, "Flag.status", Flag with { Status = "Active" });
        yield return Row(Fault.Format, "Flag.id", Flag with { Id = "a b" });
        yield return Row(Fault.Format, "Flag.id", Flag with { Id = new('a', 65) });
        yield return Row(Fault.Format, "Flag.id", Flag with { Id = "a\n" });
        yield return Row(Fault.Format, "Flag.code.coding[0].code", Flag with { Code = new() { Coding = [new() { Code = " x" }] } });
        yield return Row(Fault.Format, "Flag.code.coding[0].system", Flag with { Code = new() { Coding = [new() { System = "a b" }] } });
        yield return Row(Fault.Format, "Flag.code.text", Flag with { Code = new() { Text = " \n" } });
        yield return Row(Fault.Format, "Flag.code.text", Flag with { Code = new() { Text = "a\0b" } });
        yield return Row(Fault.Target, "Flag.subject", Flag with { Subject = new() { To = "Task/1" } });
        yield return Row(Fault.Target, "Flag.subject", Flag with { Subject = new() { To = "https://elsewhere.example/fhir/Task/1" } });
        yield return Row(Fault.Format, "Flag.subject.reference", Flag with { Subject = new() { To = "Patient 1" } });
        yield return Row(Fault.Format, "Flag.subject.reference", Flag with { Subject = new() { To = "javascript:x" } });
        yield return Row("period-order", "Flag.period", Flag with { Period = new() { Start = "2025-02-02", End = "2025-02-01" } });
        yield return Row(Fault.ValueOrExtension, "Flag.extension[0]", Flag with { Extension = [new() { Url = "https://x.example" }] });
        yield return Row(Fault.ValueOrExtension, "Flag.extension[0]", Flag with { Extension = [new() { Url = "https://x.example", ValueString = "a", Extension = [Extensions.Text("https://y.example", "b")] }] });
        yield return Row(Fault.OnlyOne, "Flag.extension[0].value[x]", Flag with { Extension = [new() { Url = "https://x.example", ValueString = "a", ValueInteger = 1 }] });
        yield return Row(Fault.Format, "Flag.text.div", Flag with { Text = new() { Status = "generated", Div = "<div xmlns='http://www.w3.org/1999/xhtml'><script>x</script></div>" } });
        yield return Row("nhs-number", "Patient.identifier[0].value", new Patient { Identifier = [new() { System = Identifiers.NhsNumber, Value = "9990000019" }] });
        yield return Row(Fault.OnlyOne, "Patient.deceased[x]", new Patient { DeceasedBoolean = true, DeceasedDateTime = "2025" });
        yield return Row(Fault.Required, "Patient.telecom[0].system", new Patient { Telecom = [new() { Value = "1" }] });
        yield return Row(Fault.Required, "Organization.name", new Organization());
        yield return Row(Fault.Required, "Task.input[0].value[x]", new FhirTask { Status = "draft", Intent = "plan", Input = [new() { Type = new() { Text = "x" } }] });
        yield return Row(Fault.OnlyOne, "Observation.dataAbsentReason", new Observation { Status = "final", Code = new() { Text = "x" }, ValueInteger = 1, DataAbsentReason = new() { Text = "y" } });
        yield return Row(Fault.Format, "Binary.data", new Binary { ContentType = "application/pdf", Data = "a b?" });
        yield return Row("bundle-kind", "Bundle.total", new Bundle { Type = "collection", Total = 1 });
        yield return Row(Fault.CodeNotAllowed, "Bundle.entry[0].resource.status", new Bundle { Type = "collection", Entry = [new() { Resource = Flag with { Status = "x" } }] });
        yield return Row(Fault.Format, "DocumentReference.content[0].attachment.size", Samples.DocumentReference with { Content = [new() { Attachment = new() { Size = -1 } }] });
    }

    [TestCaseSource(nameof(Broken))]
    public void Refused(string code, string path, Resource broken) => Assert.That(FhirRules.Validate(broken).Single(), Is.EqualTo(new Fault(code, path)));

    [Test]
    public void Every_fault_is_told_up_to_a_bound()
    {
        var broken = Flag with { Category = [.. Enumerable.Repeat(new CodeableConcept { Text = " " }, 500)] };

        Assert.That(FhirRules.Validate(broken), Has.Count.EqualTo(FhirRules.MostFaults));
    }

    [TestCase("2014")]
    [TestCase("2014-05")]
    [TestCase("2014-05-17")]
    [TestCase("2024-02-29")]
    public void Dates_may_be_partial(string date) => Assert.That(FhirDates.IsDate(date));

    [TestCase("14")]
    [TestCase("2014-5-17")]
    [TestCase("2014-13")]
    [TestCase("2025-02-29")]
    [TestCase("2014-05-17T10:00:00Z")]
    [TestCase("2014-05-17 ")]
    [TestCase("２０１４")]
    [TestCase("0000")]
    public void Dates_have_one_form(string date) => Assert.That(FhirDates.IsDate(date), Is.False);

    [TestCase("2014-05-17T10:00:00Z", true)]
    [TestCase("2014-05-17T10:00:00.123+01:00", true)]
    [TestCase("2014-05-17T10:00Z", false)]
    [TestCase("2014-05-17T10:00:00", false)]
    [TestCase("2014-05-17T25:00:00Z", false)]
    [TestCase("2014-05-17", false)]
    public void Instants_have_seconds_and_an_offset(string instant, bool holds) => Assert.That(FhirDates.IsInstant(instant), Is.EqualTo(holds));

    [TestCase("2026-07-01", "2026-06-30T23:00:00Z", "2026-07-01T22:59:59.9999999Z")]
    [TestCase("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59.9999999Z")]
    [TestCase("2026", "2026-01-01T00:00:00Z", "2026-12-31T23:59:59.9999999Z")]
    public void A_day_is_the_whole_of_it_in_London(string text, string first, string last)
    {
        Assert.That(FhirDates.TryRange(text, out var range));
        Assert.That((range!.First, range.Last), Is.EqualTo((DateTimeOffset.Parse(first, CultureInfo.InvariantCulture), DateTimeOffset.Parse(last, CultureInfo.InvariantCulture))));
    }

    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p style=\"color:red\">x</p></div>", true)]
    [TestCase("<div>x</div>", false)]
    [TestCase("<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>", false)]
    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p onclick=\"x\">x</p></div>", false)]
    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"javascript:x\">x</a></div>", false)]
    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><img src=\"data:x\"/></div>", false)]
    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><iframe/></div>", false)]
    [TestCase("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</div>", false)]
    [TestCase("<!DOCTYPE x [<!ENTITY a \"b\">]><div xmlns=\"http://www.w3.org/1999/xhtml\">&a;</div>", false)]
    public void A_narrative_does_nothing(string div, bool holds) =>
        Assert.That(FhirRules.Validate(Flag with { Text = new() { Status = "generated", Div = div } }), holds ? Is.Empty : Is.Not.Empty);

    private static TestCaseData Row(string code, string path, Resource broken) => new TestCaseData(code, path, broken).SetArgDisplayNames(code, path);
}
