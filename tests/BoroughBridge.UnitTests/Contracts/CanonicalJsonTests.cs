using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>RFC 8785, for the values we allow.</summary>
internal sealed class CanonicalJsonTests
{
    [TestCase("""{ "b" : 1 , "a" : [ true , false , null ] }""", """{"a":[true,false,null],"b":1}""")]
    [TestCase("""{}""", "{}")]
    [TestCase("""[ ]""", "[]")]
    [TestCase("""{"a":{"d":1,"c":{"z":[],"y":{}}}}""", """{"a":{"c":{"y":{},"z":[]},"d":1}}""")]
    [TestCase("""[0,-0,1,-1,9007199254740992,-9007199254740992]""", "[0,0,1,-1,9007199254740992,-9007199254740992]")]
    [TestCase("""["/ \/ \u0041 \u20ac € <>&'+"]""", """["/ / A € € <>&'+"]""")]
    [TestCase("\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\\u007f\\\"\\\\\"", "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u007f\\\"\\\\\"")]
    [TestCase("\"\\ud83d\\ude02\"", "\"😂\"")]
    public void Has_one_form(string json, string canonical) => Assert.That(Canonical(json), Is.EqualTo(canonical));

    /// <summary>RFC 8785 3.2.3: by UTF-16 code units, so that the emoji (a surrogate pair, D83D DE02) comes before U+FB33.</summary>
    [Test]
    public void Names_are_sorted_by_UTF16_code_units() => Assert.That(
        Canonical("""{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude02":5,"\u0080":6,"\u00f6":7}"""),
        Is.EqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😂\":5,\"\ufb33\":3}"));

    [TestCase("1.5")]
    [TestCase("1.0")]
    [TestCase("1e3")]
    [TestCase("9007199254740993")]
    [TestCase("-9007199254740993")]
    [TestCase("123456789012345678901234567890")]
    [TestCase("-9223372036854775808")]
    [TestCase("""{"a":[1.5]}""")]
    public void A_number_that_is_not_a_safe_integer_is_refused(string json) => Assert.That(() => Canonical(json), Throws.TypeOf<FormatException>().With.Message.EqualTo("number-not-integer"));

    [TestCase("""{"a":1,"a":1}""")]
    [TestCase("""{"a":1,"\u0061":2}""")]
    [TestCase("""[{"b":{"a":1,"c":2,"a":3}}]""")]
    public void A_member_twice_is_refused(string json) => Assert.That(() => Canonical(json), Throws.TypeOf<FormatException>().With.Message.EqualTo("member-twice"));

    [TestCase("\"\\ud83d\"")]
    [TestCase("{\"\\ude02\":1}")]
    public void Half_a_surrogate_pair_is_refused(string json) => Assert.That(() => Canonical(json), Throws.TypeOf<FormatException>().With.Message.EqualTo("text-not-unicode"));

    [Test]
    public void What_is_canonical_stays_as_it_is()
    {
        const string json = """{"a":[{"x":"é\n","y":[1,2]}],"b":{"c":true}}""";

        Assert.That(Canonical(json), Is.EqualTo(json));
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = true });

        return Encoding.UTF8.GetString(CanonicalJson.Bytes(document.RootElement));
    }
}
