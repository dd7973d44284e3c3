using System.Text;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Fhir;

/// <summary>Reading and writing FHIR JSON.</summary>
internal sealed class FhirJsonTests
{
    [TestCaseSource(typeof(Samples), nameof(Samples.Kinds))]
    public void Every_kind_survives_a_round_trip_byte_for_byte(string kind)
    {
        var bytes = FhirJson.Serialize(Samples.Of(kind));

        var again = FhirJson.Parse<Resource>(bytes);

        Assert.That(FhirJson.Text(again), Is.EqualTo(Encoding.UTF8.GetString(bytes)));
    }

    [Test]
    public void There_is_a_sample_of_every_kind()
    {
        var kinds = typeof(Resource).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Resource)) && !type.IsAbstract).Select(type => type == typeof(FhirTask) ? "Task" : type.Name);

        Assert.That(Samples.Kinds, Is.EquivalentTo(kinds));
    }

    [Test]
    public void The_bytes_start_with_the_type_and_leave_out_what_is_not_there()
    {
        var text = FhirJson.Text(new Flag { Id = "1", Status = "active", Category = [], Code = new() { Text = "é" }, Subject = new() { To = "Patient/1" } });

        Assert.That(text, Is.EqualTo("""{"resourceType":"Flag","id":"1","status":"active","code":{"text":"é"},"subject":{"reference":"Patient/1"}}"""));
    }

    [TestCase("""{"resourceType":"Patient","secret":"Marlow"}""", Fault.UnknownElement, "secret")]
    [TestCase("""{"resourceType":"Patient","name":[{"given":["A"],"Marlow Ashdown":1}]}""", Fault.UnknownElement, "?")]
    [TestCase("""{"resourceType":"Patient","gender":"Marlow"}""", Fault.CodeNotAllowed, "Patient.gender")]
    [TestCase("""{"resourceType":"Patient","birthDate":"17/05/2014"}""", Fault.Format, "Patient.birthDate")]
    [TestCase("""{"resourceType":"Patient","name":[{"given":["Marlow",7]}]}""", Fault.Malformed, "name[0].given[1]")]
    [TestCase("""{"resourceType":"Patient","name":"Marlow"}""", Fault.Malformed, "name")]
    [TestCase("""{"resourceType":"Patient","active":"true"}""", Fault.Malformed, "active")]
    [TestCase("""{"resourceType":"Patient","active":null}""", Fault.Empty, "active")]
    [TestCase("""{"resourceType":"Patient","name":[]}""", Fault.Empty, "name")]
    [TestCase("""{"resourceType":"Patient","name":[{}]}""", Fault.Empty, "name[0]")]
    [TestCase("""{"resourceType":"Patient","name":[{"family":""}]}""", Fault.Empty, "name[0].family")]
    [TestCase("""{"resourceType":"Patient","active":true,"active":false}""", Fault.Twice, "active")]
    [TestCase("""{"resourceType":"Flag","status":"active"}""", Fault.ResourceType, "resourceType")]
    [TestCase("""{"resourceType":"Marlow"}""", Fault.ResourceType, "resourceType")]
    [TestCase("""{"id":"1"}""", Fault.ResourceType, "resourceType")]
    [TestCase("""{"resourceType":"Patient","contained":[{"resourceType":"Marlow","id":"1"}]}""", Fault.ResourceType, null)]
    [TestCase("""{"resourceType":"Patient" """, Fault.Malformed, null)]
    [TestCase("Marlow", Fault.Malformed, "$")]
    [TestCase("", Fault.Malformed, "$")]
    [TestCase("null", Fault.Empty, "$")]
    [TestCase("[]", Fault.Empty, "$")]
    public void A_refusal_names_the_element_and_never_the_value(string json, string code, string? path)
    {
        var refused = Assert.Throws<FhirException>(() => FhirJson.Parse<Patient>(Encoding.UTF8.GetBytes(json)))!;

        Assert.That(refused.Faults[0].Code, Is.EqualTo(code), refused.Message);
        if (path is not null) Assert.That(refused.Faults[0].Path, Is.EqualTo(path));
        Assert.That(refused.ToString(), Does.Not.Contain("Marlow"));
    }

    [Test]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] json = [.. """{"resourceType":"Patient","name":[{"family":"x"""u8, 0xff, .. "\"}]}"u8];

        Assert.That(() => FhirJson.Parse<Patient>(json), Throws.TypeOf<FhirException>());
    }

    [Test]
    public void Depth_and_size_are_bounded()
    {
        var deep = "{\"resourceType\":\"Consent\",\"provision\":" + string.Concat(Enumerable.Repeat("{\"provision\":[", 200)) + "]" + new string('}', 2);
        var long_ = FhirJson.Serialize(Samples.Patient);

        Assert.That(() => FhirJson.Parse<Consent>(Encoding.UTF8.GetBytes(deep)), Throws.TypeOf<FhirException>().With.Message.StartsWith(Fault.TooDeep));
        Assert.That(() => FhirJson.Parse<Patient>(long_, mostBytes: 100), Throws.TypeOf<FhirException>().With.Message.EqualTo("too-long at $"));
    }

    [Test]
    public void The_tolerant_reader_leaves_out_what_it_does_not_know()
    {
        var json = """{"resourceType":"Patient","shoeSize":9,"contained":[{"resourceType":"Shoe"}],"gender":"female"}"""u8;

        Assert.That(FhirJson.Text(FhirJson.ParseTolerant<Patient>(json)), Is.EqualTo("""{"resourceType":"Patient","gender":"female"}"""));
    }

    [Test]
    public void Type_may_come_after_other_elements() =>
        Assert.That(FhirJson.Parse<Resource>("""{"id":"1","resourceType":"Patient"}"""u8), Is.TypeOf<Patient>());

    [Test]
    public void Only_resources_are_written() => Assert.That(() => FhirJson.Serialize(new { Id = "1" }), Throws.ArgumentException);
}
