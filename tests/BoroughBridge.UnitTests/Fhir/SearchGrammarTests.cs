using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>The search grammar: what is not understood is refused by name.</summary>
internal sealed class SearchGrammarTests
{
    private static readonly SearchGrammar Grammar = new([new("patient", "reference"), new("date", "date"), new("type", "token")]);

    [Test]
    public void Offered_parameters_become_criteria()
    {
        var query = Parse(("patient", "Patient/a,b"), ("date", "ge2026-01"), ("date", "lt2026-02-01"), ("type", "http://x|pep,|y,z"), ("_count", "5"));

        Assert.That(query.Count, Is.EqualTo(5));
        Assert.That(((Criterion.OfReference)query.Criteria[0]).AnyOf, Is.EqualTo(new (string?, string)[] { ("Patient", "a"), (null, "b") }));
        Assert.That(query.Criteria[1], Is.EqualTo(new Criterion.OfDate("date", "ge", new(new(2026, 1, 1, 0, 0, 0, default), new DateTimeOffset(2026, 2, 1, 0, 0, 0, default).AddTicks(-1)))));
        Assert.That(((Criterion.OfDate)query.Criteria[2]).Prefix, Is.EqualTo("lt"));
        Assert.That(((Criterion.OfToken)query.Criteria[3]).AnyOf, Is.EqualTo(new (string?, string)[] { ("http://x", "pep"), ("", "y"), (null, "z") }));
    }

    [TestCase("", SearchGrammar.DefaultCount)]
    [TestCase("1000000", SearchGrammar.MostCount)]
    [TestCase("0", 0)]
    public void The_count_has_a_default_and_a_bound(string count, int expected) =>
        Assert.That((count.Length == 0 ? Parse() : Parse(("_count", count))).Count, Is.EqualTo(expected));

    [TestCase("name", "Marlow", Fault.UnknownParameter, "name")]
    [TestCase("patient.name", "Marlow", Fault.UnknownParameter, "patient.name")]
    [TestCase("_has:Flag:patient:code", "Marlow", Fault.UnknownParameter, "_has:Flag:patient:code")]
    [TestCase("type:not", "Marlow", Fault.UnknownParameter, "type:not")]
    [TestCase("Marlow Ashdown", "x", Fault.UnknownParameter, "?")]
    [TestCase("patient", "Patient/Marlow/x", Fault.Format, "patient")]
    [TestCase("patient", "Marlow Ashdown", Fault.Format, "patient")]
    [TestCase("patient", "a,", Fault.Format, "patient")]
    [TestCase("date", "Marlow", Fault.Format, "date")]
    [TestCase("date", "sa2026", Fault.Format, "date")]
    [TestCase("date", "ge2026-02-30", Fault.Format, "date")]
    [TestCase("type", "", Fault.Empty, "type")]
    [TestCase("type", "Marlow  A", Fault.Format, "type")]
    [TestCase("_count", "-1", Fault.Format, "_count")]
    [TestCase("_count", "Marlow", Fault.Format, "_count")]
    public void What_is_not_understood_is_refused_by_name(string name, string value, string code, string path)
    {
        var refused = Assert.Throws<FhirException>(() => Parse((name, value)))!;

        Assert.That(refused.Faults.Single(), Is.EqualTo(new Fault(code, path)));
        Assert.That(FhirJson.Text(OperationOutcomes.Of(refused)), Does.Not.Contain("Marlow"));
    }

    [Test]
    public void Length_and_number_are_bounded()
    {
        Assert.That(() => Parse(("type", new string('a', 5000))), Throws.TypeOf<FhirException>());
        Assert.That(() => Parse(("type", string.Join(',', Enumerable.Repeat("a", 60)))), Throws.TypeOf<FhirException>());
        Assert.That(() => Parse([.. Enumerable.Repeat(("type", "a"), 30)]), Throws.TypeOf<FhirException>());
    }

    [Test]
    public void Refused_and_absent_are_always_the_same_text() => Assert.That(FhirJson.Text(OperationOutcomes.NotFound()), Is.EqualTo(
        """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","details":{"coding":[{"system":"https://boroughbridge.example/fhir/CodeSystem/error","code":"not-found"}]}}]}"""));

    private static SearchQuery Parse(params (string Name, string Value)[] query) => Grammar.Parse(query.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
}
