using System.Text;
using System.Text.Json;
using BoroughBridge.Adapters.Electronic.Ics;
using FsCheck;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Electronic;

/// <summary>Rows as an ICS may send them, right, wrong and absurd.</summary>
[TestFixture]
public sealed class IcsRowsTests
{
    private const string Right = """{"reviewId":"RV-1","periodId":"LAC-1","reviewDate":"2026-03-04","dueDate":"2026-03-09","status":"HELD","number":2,"participationCode":"PN1","venue":"School","decisions":[{"decisionId":"DE-1","text":"Swim.","ownerRole":"carer","status":"OPEN"}]}""";

    [Test]
    public void A_right_row_is_read_whole()
    {
        var row = Read(Right);

        Assert.That(row.Fault, Is.Null);
        Assert.That((row.Key, row.Value!.Number, row.Value.ReviewDate, row.Value.Decisions[0].Text), Is.EqualTo(("RV-1", 2, new DateOnly(2026, 3, 4), "Swim.")));
    }

    [Test]
    public void A_member_the_contract_does_not_have_yet_is_passed_over() => Assert.That(Read(Right.Replace("{\"reviewId\"", "{\"mood\":{\"a\":[1,2]},\"reviewId\"", StringComparison.Ordinal)).Fault, Is.Null);

    // Whatever one byte becomes, the row is taken or set aside, nothing is thrown, and the fault repeats no value.
    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public bool One_changed_byte_is_taken_or_set_aside(NonNegativeInt at, byte to)
    {
        var bytes = Encoding.UTF8.GetBytes(Right);
        bytes[at.Get % bytes.Length] = to;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return true;
        }

        var row = IcsRows.One<IcsReview>(document.RootElement, "reviewId");

        return row.Fault is null ? row.Value is not null : !row.Fault.Field.Contains("Swim", StringComparison.Ordinal) && row.Fault.Code.All(c => char.IsAsciiLetterLower(c) || c == '-');
    }

    // Any member replaced by any JSON: the same.
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Any_member_may_be_anything(NonNegativeInt which, NonNull<string> text, int number)
    {
        var values = new[] { JsonSerializer.Serialize(text.Get), number.ToString(System.Globalization.CultureInfo.InvariantCulture), "null", "[]", "{}", "[null]", "true", "1e400", "\"\\ud800\"", "[[[[[[[[]]]]]]]]" };
        using var right = JsonDocument.Parse(Right);
        var members = right.RootElement.EnumerateObject().ToArray();
        var json = "{" + string.Join(',', members.Select((member, i) => $"\"{member.Name}\":{(i == which.Get % members.Length ? values[which.Get / members.Length % values.Length] : member.Value.GetRawText())}")) + "}";
        var row = Read(json);

        return row.Fault is not null || row.Value is not null;
    }

    [TestCase("""{"items":7}"""), TestCase("[]"), TestCase("7"), TestCase("{}"), TestCase("null")]
    public void What_is_no_collection_is_refused_as_a_whole(string json)
    {
        using var document = JsonDocument.Parse(json);

        Assert.That(Assert.Throws<IcsAnswerException>(() => IcsRows.Of<IcsReview>(document.RootElement, "reviewId"))!.Message, Is.EqualTo("not-a-collection"));
    }

    [Test]
    public void A_collection_without_end_is_refused()
    {
        using var document = JsonDocument.Parse($$"""{"items":[{{string.Join(',', Enumerable.Repeat("1", IcsRows.Most + 1))}}]}""");

        Assert.That(Assert.Throws<IcsAnswerException>(() => IcsRows.Of<IcsReview>(document.RootElement, "reviewId"))!.Message, Is.EqualTo("too-many-rows"));
    }

    private static IcsRow<IcsReview> Read(string json)
    {
        using var document = JsonDocument.Parse(json);

        return IcsRows.One<IcsReview>(document.RootElement.Clone(), "reviewId");
    }
}
